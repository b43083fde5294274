with

delivered as (
    select * from {{ ref('stg_fair_attendance') }}
),

scans as (
    {{ still_listed('delivered', 'fair_id') }}
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

people as (
    {{ visitors('scans', ['fair_id', 'checked_in_at'], 'cast(scans.checked_in_at as date)') }}
),

-- The same scan comes in every later export of the same fair, and once by student number, once by phone. Whoever is
-- known is told by one key; a second column of ten million keys would be compared and written for nothing.
final as (
    select distinct
        fair_id,
        attendee_key,
        checked_in_at,
        graduate_key is not null as is_graduate,
        is_on_roster
    from people
)

select * from final
