with

fairs as (
    select * from {{ ref('int_fair') }}
),

registrations as (
    select * from {{ ref('int_fair_registration') }}
),

delivered_scans as (
    select * from {{ ref('stg_fair_attendance') }}
),

scans as (
    {{ still_listed('delivered_scans', 'fair_id') }}
),

activities as (
    select * from {{ ref('int_activity') }}
),

delivered_check_ins as (
    select * from {{ ref('stg_activity_attendance') }}
),

check_ins as (
    {{ still_listed('delivered_check_ins', 'activity_id') }}
),

-- union, not union all: a delivery counts once for an event, however many lines it has there.
final as (
    select
        'fairs' as feed,
        fair_id as event_id,
        delivery_id
    from fairs
    union
    select
        'fair_employers' as feed,
        fair_id as event_id,
        delivery_id
    from registrations
    union
    select
        'fair_attendance' as feed,
        fair_id as event_id,
        delivery_id
    from scans
    union
    select
        'activities' as feed,
        activity_id as event_id,
        delivery_id
    from activities
    union
    select
        'activity_attendance' as feed,
        activity_id as event_id,
        delivery_id
    from check_ins
)

select * from final
