{% set breakdowns = [
    'college', 'major', 'gender', 'campus', 'academy', 'origin_province', 'urban_rural', 'training_mode'
] %}
{% set group_columns = [
    'institution_code', 'class_year', 'snapshot', 'as_of', 'destination_code', 'destination_parent_code'
] | join(', ') %}

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
        case when grouping(degree_level) = 1 then 'all' else degree_level end as degree_level,
        case
            {% for breakdown in breakdowns %}
            when grouping({{ breakdown }}) = 0 then '{{ breakdown }}'
            {% endfor %}
            else 'overall'
        end as breakdown,
        case
            {% for breakdown in breakdowns %}
            when grouping({{ breakdown }}) = 0 then {{ breakdown }}
            {% endfor %}
            else 'all'
        end as breakdown_value,
        destination_code,
        destination_parent_code,
        count(*) as graduates
    from graduates
    group by
        grouping sets (
            {% for breakdown in breakdowns %}
            ({{ group_columns }}, {{ breakdown }}, degree_level),
            ({{ group_columns }}, {{ breakdown }}),
            {% endfor %}
            ({{ group_columns }}, degree_level),
            ({{ group_columns }})
        )
)

select * from final
