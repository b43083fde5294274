{{ config(severity='warn') }}

-- What it is: on the roster of a snapshot an exam number stands with one graduate only.
-- When it matters: a destination record that has only the exam number counts for the one named last.
-- How to resolve: one of the rows has a wrong 考生号; ask the registry and deliver the corrected row. It warns and does
--   not stop the build, since it changes a figure only where records come without student numbers.
with

roster as (
    select * from {{ ref('int_roster_as_of') }}
),

final as (
    select
        class_year,
        snapshot,
        exam_key,
        count(*) as graduates
    from roster
    where exam_key is not null
    group by class_year, snapshot, exam_key
    having count(*) > 1
)

select * from final
