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

scanned as (
    select
        scans.fair_id,
        scans.attendee_key,
        scans.is_graduate,
        scans.is_on_roster,
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
    group by scans.fair_id, scans.attendee_key, scans.is_graduate, scans.is_on_roster
),

-- Both sides carry the key of dim_employer: by code, else by name, decisions of the ledger applied.
signed as (
    select distinct
        registrations.fair_id,
        outcomes.graduate_key
    from outcomes
    inner join registrations
        on outcomes.employer_key = registrations.employer_key
    inner join fairs
        on
            registrations.fair_id = fairs.fair_id
            and outcomes.signed_on >= fairs.held_on
),

final as (
    select
        scanned.fair_id,
        scanned.attendee_key,
        scanned.is_graduate,
        scanned.is_on_roster,
        scanned.first_scanned_on,
        fairs.counts_as_fair,
        scanned.scans,
        scanned.scans_outside_window,
        signed.graduate_key is not null as has_signed_with_attending_employer
    from scanned
    inner join fairs
        on scanned.fair_id = fairs.fair_id
    left join signed
        on
            scanned.fair_id = signed.fair_id
            and scanned.attendee_key = signed.graduate_key
)

select * from final
