{{ config(severity='warn') }}

-- What it is: on the roster of a snapshot an exam number stands with one graduate only.
-- When it matters: a destination record that has only the exam number counts for the one named last.
-- How to resolve: one of the rows has a wrong 考生号; ask the registry and deliver the corrected row. It warns and does
--   not stop the build, since it changes a figure only where records come without student numbers.
with

roster as (
    select * from {{ ref('int_roster_as_of') }}
),

versions as (
    select * from {{ ref('int_roster_version') }}
),

final as (
    select
        roster.class_year,
        roster.snapshot,
        versions.exam_key,
        count(*) as graduates
    from roster
    inner join versions
        on
            roster.class_year = versions.class_year
            and roster.graduate_key = versions.graduate_key
            and roster.roster_version_no = versions.version_no
    where versions.exam_key is not null
    group by roster.class_year, roster.snapshot, versions.exam_key
    having count(*) > 1
)

select * from final
