with

profiles as (
    select * from {{ ref('dim_quality_profile') }}
),

final as (
    select
        cast(quality_profile as string) as quality_profile,
        cast(measure as string) as measure,
        cast(is_in_numerator as boolean) as is_in_numerator
    from profiles
)

select * from final
