with

activities as (
    select * from {{ ref('int_activity') }}
),

visits as (
    select * from {{ ref('int_activity_visit') }}
),

kinds as (
    select * from {{ ref('stg_activity_kinds') }}
),

first_visits as (
    select
        activity_id,
        -- The day of a list is not the day of the activity: without a time nobody knows when it was.
        min(case when is_timed then visited_on end) as first_visited_on
    from visits
    group by activity_id
),

activity_ids as (
    select activity_id from activities
    union
    select activity_id from first_visits
),

-- Participants that arrived before their activity's own line are shown under an unknown kind, not lost.
placed as (
    select
        activity_ids.activity_id,
        activities.activity_id is not null as is_listed,
        activities.activity_name,
        coalesce(activities.activity_kind, 'unknown') as activity_kind,
        coalesce(activities.pillar, 'unknown') as pillar,
        coalesce(activities.held_on, first_visits.first_visited_on) as held_on,
        activities.ended_on,
        activities.campus,
        activities.hours,
        activities.online,
        activities.person_times_declared
    from activity_ids
    left join activities
        on activity_ids.activity_id = activities.activity_id
    left join first_visits
        on activity_ids.activity_id = first_visits.activity_id
),

final as (
    select
        placed.activity_id,
        placed.is_listed,
        placed.activity_name,
        placed.activity_kind,
        kinds.label_zh as kind_label,
        kinds.label_en as kind_label_en,
        placed.pillar,
        placed.held_on,
        placed.ended_on,
        extract(year from placed.held_on) as activity_year,
        extract(month from placed.held_on) <= 6 as is_first_half,
        placed.campus,
        placed.hours,
        placed.online,
        coalesce(placed.online = 'yes', false) as is_online,
        placed.person_times_declared
    from placed
    left join kinds
        on placed.activity_kind = kinds.activity_kind
)

select * from final
