with

weeks as (
    select * from {{ ref('fct_employment_progress') }}
),

final as (
    select
        cast(institution_code as string) as institution_code,
        cast(class_year as bigint) as class_year,
        cast(week_ending as date) as week_ending,
        cast(degree_level as string) as degree_level,
        cast(graduates as bigint) as graduates,
        cast(placed as bigint) as placed,
        cast({{ ratio('placed', 'graduates') }} as double) as placement_rate,
        cast(contract as bigint) as contract,
        cast(further_study as bigint) as further_study,
        cast(unknown as bigint) as unknown,
        cast(has_changes as boolean) as has_changes
    from weeks
)

select * from final
