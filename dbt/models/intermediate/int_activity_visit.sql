with

check_ins as (
    select *
    from {{ ref('stg_activity_attendance') }}
    qualify {{ not_withdrawn(['activity_id']) }}
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

matched as (
    select
        dated.*,
        coalesce(dated.graduate_key, mobile_owners.graduate_key) as person_key,
        dated.graduate_key is null and mobile_owners.mobile_key is not null as is_phone_on_roster
    from dated
    left join mobile_owners
        on
            dated.mobile_key = mobile_owners.mobile_key
            and (mobile_owners.valid_from is null or dated.visited_on >= mobile_owners.valid_from)
            and (mobile_owners.valid_until is null or dated.visited_on < mobile_owners.valid_until)
),

people as (
    select
        matched.activity_id,
        matched.checked_in_at,
        matched.visited_on,
        matched.person_key as graduate_key,
        coalesce(matched.person_key, 'mobile:' || matched.mobile_key) as attendee_key,
        matched.is_phone_on_roster or roster_keys.graduate_key is not null as is_on_roster
    from matched
    left join roster_keys
        on matched.person_key = roster_keys.graduate_key
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
