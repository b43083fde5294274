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

signings as (
    select
        attendees.fair_id,
        attendees.attendee_key,
        upper(outcomes.employer_uscc) as employer_uscc,
        {{ normalised_text('outcomes.employer_name') }} as employer_name_key
    from attendees
    inner join outcomes
        on
            attendees.graduate_key = outcomes.graduate_key
            and attendees.held_on <= outcomes.signed_on
),

-- Two equal joins and not one with `or`: the engine can hash each of them.
matched_by_code as (
    select
        signings.fair_id,
        signings.attendee_key
    from signings
    inner join registrations
        on
            signings.fair_id = registrations.fair_id
            and signings.employer_uscc = registrations.employer_uscc
),

-- The name decides only where one side has no code: two codes that differ are two employers of one name.
matched_by_name as (
    select
        signings.fair_id,
        signings.attendee_key
    from signings
    inner join registrations
        on
            signings.fair_id = registrations.fair_id
            and signings.employer_name_key = registrations.employer_name_key
    where signings.employer_uscc is null or registrations.employer_uscc is null
),

matched as (
    select * from matched_by_code
    union
    select * from matched_by_name
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
