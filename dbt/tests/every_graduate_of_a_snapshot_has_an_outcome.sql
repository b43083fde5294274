-- What it is: core.fct_graduate_outcome has as many graduates of each snapshot as its roster.
-- When it matters: whoever is left out is missing from N and from every figure, and no other sum would show it.
-- How to resolve: look for the graduate_key in int_graduate_profile; its destination_code, or the parent code of that,
--   has no row in the seed code_destination.
with

roster as (
    select * from {{ ref('int_roster_as_of') }}
),

outcomes as (
    select * from {{ ref('fct_graduate_outcome') }}
),

on_roster as (
    select
        class_year,
        snapshot,
        count(*) as graduates
    from roster
    group by class_year, snapshot
),

with_outcome as (
    select
        class_year,
        snapshot,
        count(*) as graduates
    from outcomes
    group by class_year, snapshot
),

final as (
    select
        on_roster.class_year,
        on_roster.snapshot,
        on_roster.graduates as expected,
        coalesce(with_outcome.graduates, 0) as graduates
    from on_roster
    left join with_outcome
        on
            on_roster.class_year = with_outcome.class_year
            and on_roster.snapshot = with_outcome.snapshot
    where on_roster.graduates <> coalesce(with_outcome.graduates, 0)
)

select * from final
