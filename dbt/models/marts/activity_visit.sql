with

visits as (
    select * from {{ ref('fct_activity_visit') }}
),

final as (
    select
        cast(activity_id as string) as activity_id,
        cast(attendee_key as string) as attendee_key,
        cast(visited_on as date) as visited_on,
        cast(activity_year as bigint) as year,
        cast(activity_kind as string) as kind,
        cast(pillar as string) as pillar,
        cast(graduate_key as string) as graduate_key,
        cast(is_on_roster as boolean) as is_on_roster,
        cast(check_ins as bigint) as check_ins,
        cast(is_timed as boolean) as is_timed,
        cast(is_outside_window as boolean) as is_outside_window
    from visits
)

select * from final
