-- What it is: the states of a person cover every day from the first roster on, once: each begins where the one before
--   it ends, the last is open.
-- When it matters: in a gap the graduate is missing from N, in an overlap counted twice.
-- How to resolve: look at the person's rows in int_graduate_state and at the versions in int_roster_version; two
--   versions in force on one day point at the order within a day in version_history.
with

states as (
    select
        *,
        lead(from_day) over (partition by class_year, graduate_key order by from_day nulls last) as next_from_day
    from {{ ref('int_graduate_state') }}
)

select
    class_year,
    graduate_key,
    from_day,
    until_day,
    next_from_day
from states
where
    from_day >= until_day
    or coalesce(next_from_day, {{ open_end() }}) <> until_day
