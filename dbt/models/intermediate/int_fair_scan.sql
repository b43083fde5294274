with

scans as (
    select *
    from {{ ref('stg_fair_attendance') }}
    qualify {{ not_withdrawn(['fair_id']) }}
),

graduates as (
    select * from {{ ref('stg_graduates') }}
),

roster_keys as (
    select distinct graduate_key
    from graduates
),

-- A number on the roster of two people (a parent's, a typing error) identifies neither.
roster_mobiles as (
    select
        mobile_key,
        max(graduate_key) as graduate_key
    from graduates
    where mobile_key is not null
    group by mobile_key
    having count(distinct graduate_key) = 1
),

matched as (
    select
        scans.fair_id,
        scans.mobile_key,
        scans.checked_in_at,
        coalesce(scans.graduate_key, roster_mobiles.graduate_key) as graduate_key
    from scans
    left join roster_mobiles
        on scans.mobile_key = roster_mobiles.mobile_key
),

people as (
    select
        fair_id,
        checked_in_at,
        graduate_key,
        coalesce(graduate_key, 'mobile:' || mobile_key) as attendee_key
    from matched
),

-- The same scan comes in every later export of the same fair, and once by student number, once by phone.
scans_once as (
    select distinct
        fair_id,
        attendee_key,
        checked_in_at,
        graduate_key
    from people
),

final as (
    select
        scans_once.fair_id,
        scans_once.attendee_key,
        scans_once.checked_in_at,
        scans_once.graduate_key,
        roster_keys.graduate_key is not null as is_on_roster
    from scans_once
    left join roster_keys
        on scans_once.graduate_key = roster_keys.graduate_key
)

select * from final
