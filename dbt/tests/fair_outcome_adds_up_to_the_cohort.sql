-- What it is: the bands of fairs attended add up to N and to the placed of the same cohort, at each degree level.
-- When it matters: a graduate in two bands or in none; the rates by band then compare different people.
-- How to resolve: look for a visit joined twice in fct_fair_outcome, or for another definition of placed.
with

bands as (
    select
        class_year,
        snapshot,
        degree_level,
        sum(graduates) as graduates,
        sum(placed) as placed
    from {{ ref('fair_outcome') }}
    group by class_year, snapshot, degree_level
),

rates as (
    select * from {{ ref('employment_rate') }}
    where rate_version = 'MOE-2021' and measure = 'placement_rate' and breakdown = 'overall'
),

final as (
    select
        bands.class_year,
        bands.snapshot,
        bands.degree_level,
        bands.graduates,
        rates.denominator,
        bands.placed,
        rates.numerator
    from bands
    left join rates
        on
            bands.class_year = rates.class_year
            and bands.snapshot = rates.snapshot
            and bands.degree_level = rates.degree_level
    where
        rates.denominator is null
        or bands.graduates <> rates.denominator
        or bands.placed <> rates.numerator
)

select * from final
