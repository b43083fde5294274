with

visits as (
    select * from {{ ref('int_activity_visit') }}
),

activities as (
    select * from {{ ref('dim_activity') }}
),

final as (
    select
        visits.activity_id,
        activities.activity_year,
        activities.activity_kind,
        activities.pillar,
        visits.attendee_key,
        visits.graduate_key,
        visits.visited_on,
        visits.is_on_roster,
        visits.check_ins,
        visits.is_timed,
        case
            when not activities.is_listed then null
            else coalesce(visits.visited_on not between activities.held_on and activities.ended_on, false)
        end as is_outside_window
    from visits
    inner join activities
        on visits.activity_id = activities.activity_id
)

select * from final
