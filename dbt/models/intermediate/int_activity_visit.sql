with

delivered as (
    select * from {{ ref('stg_activity_attendance') }}
),

check_ins as (
    {{ still_listed('delivered', 'activity_id') }}
),

activities as (
    select * from {{ ref('int_activity') }}
),

graduates as (
    select * from {{ ref('stg_graduates') }}
),

mobile_owners as (
    select * from {{ ref('int_mobile_owner') }}
),

roster_keys as (
    select distinct graduate_key
    from graduates
),

-- A list without times tells that a person came, not when: the first day of the activity stands for it, and the
-- day of the first list where nobody has described the activity (later lists of it must not make another day).
dated as (
    select
        check_ins.activity_id,
        check_ins.graduate_key,
        check_ins.mobile_key,
        check_ins.checked_in_at,
        coalesce(
            cast(check_ins.checked_in_at as date),
            activities.held_on,
            min(check_ins.recorded_on) over (partition by check_ins.activity_id)
        ) as visited_on
    from check_ins
    left join activities
        on check_ins.activity_id = activities.activity_id
),

people as (
    {{ visitors('dated', ['activity_id', 'checked_in_at', 'visited_on'], 'dated.visited_on') }}
),

-- Whoever has a time at the activity came on that day: the same person on the list signed on paper adds no other.
timed_first as (
    select *
    from people
    qualify
        checked_in_at is not null
        or count(checked_in_at) over (partition by activity_id, attendee_key) = 0
),

final as (
    select
        activity_id,
        attendee_key,
        visited_on,
        graduate_key,
        is_on_roster,
        greatest(count(distinct checked_in_at), 1) as check_ins,
        count(checked_in_at) > 0 as is_timed
    from timed_first
    group by activity_id, attendee_key, visited_on, graduate_key, is_on_roster
)

select * from final
