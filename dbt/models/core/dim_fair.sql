with

fairs as (
    select * from {{ ref('int_fair') }}
),

registrations as (
    select * from {{ ref('int_fair_registration') }}
),

scans as (
    select * from {{ ref('int_fair_scan') }}
),

fair_ids as (
    select fair_id from fairs
    union
    select fair_id from registrations
    union
    select fair_id from scans
),

-- A fair whose employers or scans arrived before its own line is shown with a null name, not lost.
final as (
    select
        fair_ids.fair_id,
        fairs.fair_id is not null as is_listed,
        fairs.fair_name,
        fairs.held_on,
        fairs.held_until,
        fairs.campus,
        fairs.venue,
        fairs.kind_code,
        fairs.booths,
        fairs.employers_declared,
        fairs.positions_declared,
        fairs.recruiters_declared,
        fairs.students_declared,
        -- An event whose own line has not come has no kind, and is a fair all the same.
        fairs.kind_code is null
        or fairs.kind_code in ({{ quoted_list(var('fair_outcome_kinds')) }})
            as counts_as_fair
    from fair_ids
    left join fairs
        on fair_ids.fair_id = fairs.fair_id
)

select * from final
