with

scans as (
    select * from {{ ref('int_fair_scan') }}
),

fairs as (
    select * from {{ ref('dim_fair') }}
),

registrations as (
    select *
    from {{ ref('fct_fair_registration') }}
    where is_attending
),

outcomes as (
    select *
    from {{ ref('fct_graduate_outcome') }}
    -- Only outcomes with an employer: for further study the same column holds a school, which may also stand at fairs.
    where
        snapshot = 'latest'
        and is_by_employer
),

attendees as (
    select
        scans.fair_id,
        scans.attendee_key,
        scans.graduate_key,
        scans.is_on_roster,
        fairs.held_on,
        fairs.counts_as_fair,
        min(cast(scans.checked_in_at as date)) as first_scanned_on,
        count(*) as scans,
        cast(
            sum(
                case
                    when cast(scans.checked_in_at as date) not between fairs.held_on and fairs.held_until then 1
                    when fairs.held_on is not null then 0
                end
            ) as bigint
        ) as scans_outside_window
    from scans
    inner join fairs
        on scans.fair_id = fairs.fair_id
    group by
        scans.fair_id, scans.attendee_key, scans.graduate_key, scans.is_on_roster, fairs.held_on, fairs.counts_as_fair
),

-- Both sides carry the key of dim_employer: by code, else by name, decisions of the ledger applied.
matched as (
    select distinct
        attendees.fair_id,
        attendees.attendee_key
    from attendees
    inner join outcomes
        on
            attendees.graduate_key = outcomes.graduate_key
            and attendees.held_on <= outcomes.signed_on
    inner join registrations
        on
            attendees.fair_id = registrations.fair_id
            and outcomes.employer_key = registrations.employer_key
),

final as (
    select
        attendees.fair_id,
        attendees.attendee_key,
        attendees.graduate_key,
        attendees.is_on_roster,
        attendees.first_scanned_on,
        attendees.counts_as_fair,
        attendees.scans,
        attendees.scans_outside_window,
        matched.attendee_key is not null as has_signed_with_attending_employer
    from attendees
    left join matched
        on
            attendees.fair_id = matched.fair_id
            and attendees.attendee_key = matched.attendee_key
)

select * from final
