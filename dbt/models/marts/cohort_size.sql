with

sizes as (
    select * from {{ ref('fct_cohort_size') }}
),

final as (
    select
        cast(institution_code as string) as institution_code,
        cast(class_year as bigint) as class_year,
        cast(snapshot as string) as snapshot,
        cast(as_of as date) as as_of,
        cast(degree_level as string) as degree_level,
        cast(on_roster as bigint) as on_roster,
        cast(completed as bigint) as completed,
        cast(graduates as bigint) as graduates,
        cast({{ ratio('completed', 'on_roster') }} as double) as completed_share
    from sizes
)

select * from final
