with

scans as (
    select *
    from {{ ref('stg_fair_attendance') }}
    qualify {{ not_withdrawn(['fair_id']) }}
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

matched as (
    select
        scans.fair_id,
        scans.mobile_key,
        scans.checked_in_at,
        coalesce(scans.graduate_key, mobile_owners.graduate_key) as graduate_key,
        -- A number that two students of the roster share: one of them came, so nobody from outside did.
        scans.graduate_key is null and mobile_owners.mobile_key is not null as is_phone_on_roster
    from scans
    left join mobile_owners
        on
            scans.mobile_key = mobile_owners.mobile_key
            and (mobile_owners.valid_from is null or cast(scans.checked_in_at as date) >= mobile_owners.valid_from)
            and (mobile_owners.valid_until is null or cast(scans.checked_in_at as date) < mobile_owners.valid_until)
),

people as (
    select
        matched.fair_id,
        matched.checked_in_at,
        matched.graduate_key,
        coalesce(matched.graduate_key, 'mobile:' || matched.mobile_key) as attendee_key,
        matched.is_phone_on_roster or roster_keys.graduate_key is not null as is_on_roster
    from matched
    left join roster_keys
        on matched.graduate_key = roster_keys.graduate_key
),

-- The same scan comes in every later export of the same fair, and once by student number, once by phone.
final as (
    select distinct
        fair_id,
        attendee_key,
        checked_in_at,
        graduate_key,
        is_on_roster
    from people
)

select * from final
