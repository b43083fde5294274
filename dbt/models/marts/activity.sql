with

activities as (
    select * from {{ ref('dim_activity') }}
),

final as (
    select
        cast(activity_id as string) as activity_id,
        cast(is_listed as boolean) as is_listed,
        cast(activity_name as string) as activity_name,
        cast(activity_kind as string) as kind,
        cast(pillar as string) as pillar,
        cast(held_on as date) as held_on,
        cast(ended_on as date) as ended_on,
        cast(activity_year as bigint) as year,
        cast(is_first_half as boolean) as is_first_half,
        cast(campus as string) as campus,
        cast(hours as double) as hours,
        cast(online as string) as online,
        cast(is_online as boolean) as is_online,
        cast(person_times_declared as bigint) as person_times_declared
    from activities
)

select * from final
