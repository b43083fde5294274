{{ config(materialized='table') }}

with

fairs as (
    select * from {{ ref('dim_fair') }}
),

registrations as (
    select *
    from {{ ref('fct_fair_registration') }}
    where is_attending
),

attendees as (
    select * from {{ ref('fct_fair_attendee') }}
),

employer_side as (
    select
        fair_id,
        count(distinct employer_key) as employers,
        nullif(count(distinct booth_no), 0) as booths_recorded,
        sum(positions) as positions,
        sum(headcount) as headcount,
        sum(recruiters) as recruiters
    from registrations
    group by fair_id
),

student_side as (
    select
        fair_id,
        count(*) as students,
        sum(scans) as scans,
        sum(scans - 1) as repeat_scans,
        sum(scans_outside_window) as scans_outside_window,
        sum(case when is_on_roster then 0 else 1 end) as students_off_roster,
        sum(case when has_signed_with_attending_employer then 1 else 0 end) as signed_with_attending_employer
    from attendees
    group by fair_id
),

-- Each total that the organiser declares and the records show as well: 1 where they differ, null where one is missing.
differences as (
    select
        fairs.fair_id,
        {{ differs('employer_side.booths_recorded', 'fairs.booths') }} as booths,
        {{ differs('employer_side.employers', 'fairs.employers_declared') }} as employers,
        {{ differs('employer_side.positions', 'fairs.positions_declared') }} as positions,
        {{ differs('employer_side.recruiters', 'fairs.recruiters_declared') }} as recruiters,
        {{ differs('student_side.students', 'fairs.students_declared') }} as students
    from fairs
    left join employer_side
        on fairs.fair_id = employer_side.fair_id
    left join student_side
        on fairs.fair_id = student_side.fair_id
),

comparisons as (
    select
        fair_id,
        case
            when coalesce(booths, employers, positions, recruiters, students) is null then null
            else coalesce(
                nullif(
                    substr(
                        case when booths = 1 then ', booths' else '' end
                        || case when employers = 1 then ', employers' else '' end
                        || case when positions = 1 then ', positions' else '' end
                        || case when recruiters = 1 then ', recruiters' else '' end
                        || case when students = 1 then ', students' else '' end,
                        3
                    ), ''
                ), 'none'
            )
        end as declared_differs_in
    from differences
),

-- No record of a kind is null, not 0: nobody has told us, which is not the same as nobody came.
final as (
    select
        cast(fairs.fair_id as string) as fair_id,
        cast(fairs.fair_name as string) as fair_name,
        cast(fairs.held_on as date) as held_on,
        cast(fairs.held_until as date) as held_until,
        cast(fairs.campus as string) as campus,
        cast(fairs.venue as string) as venue,
        cast(fairs.kind_code as string) as kind,
        cast(coalesce(fairs.booths, employer_side.booths_recorded) as bigint) as booths,
        cast(employer_side.employers as bigint) as employers,
        cast(employer_side.positions as bigint) as positions,
        cast(employer_side.headcount as bigint) as headcount,
        cast(employer_side.recruiters as bigint) as recruiters,
        cast(student_side.students as bigint) as students,
        cast(student_side.scans as bigint) as scans,
        cast(student_side.repeat_scans as bigint) as repeat_scans,
        cast(student_side.scans_outside_window as bigint) as scans_outside_window,
        cast(student_side.students_off_roster as bigint) as students_off_roster,
        cast(
            case when employer_side.employers > 0 then student_side.signed_with_attending_employer end as bigint
        ) as signed_with_attending_employer,
        cast(fairs.booths as bigint) as booths_declared,
        cast(employer_side.booths_recorded as bigint) as booths_recorded,
        cast(fairs.employers_declared as bigint) as employers_declared,
        cast(fairs.positions_declared as bigint) as positions_declared,
        cast(fairs.recruiters_declared as bigint) as recruiters_declared,
        cast(fairs.students_declared as bigint) as students_declared,
        cast(comparisons.declared_differs_in as string) as declared_differs_in
    from fairs
    left join employer_side
        on fairs.fair_id = employer_side.fair_id
    left join student_side
        on fairs.fair_id = student_side.fair_id
    left join comparisons
        on fairs.fair_id = comparisons.fair_id
)

select * from final
