{%- set group_columns = [
    'institution_code', 'class_year', 'snapshot', 'as_of', 'destination_code', 'destination_parent_code'
] -%}
with

graduates as (
    select * from {{ ref('fct_graduate_outcome') }}
    where is_counted
),

final as (
    select
        institution_code,
        class_year,
        snapshot,
        as_of,
        {{ breakdown_columns() }},
        destination_code,
        destination_parent_code,
        count(*) as graduates
    from graduates
    group by {{ breakdown_sets(group_columns) }}
)

select * from final
