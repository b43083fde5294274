-- What it is: every code of a numerator is in the measure's base as well, the measure is known to its version, and
--   every measure has a numerator.
-- When it matters: a code counted above the line but not below it is silently left out, a rate is too low.
-- How to resolve: correct the row of rate_matrix, or enter the code in rate_base or the measure in rate_measure.
with

numerators as (
    select * from {{ ref('rate_matrix') }}
),

measures as (
    select * from {{ ref('rate_measure') }}
),

bases as (
    select * from {{ ref('rate_base') }}
),

final as (
    select
        coalesce(numerators.rate_version, measures.rate_version) as rate_version,
        coalesce(numerators.measure, measures.measure) as measure,
        numerators.destination_code
    from numerators
    full outer join measures
        on
            numerators.rate_version = measures.rate_version
            and numerators.measure = measures.measure
    left join bases
        on
            measures.base = bases.base
            and numerators.destination_code = bases.destination_code
    where bases.destination_code is null
)

select * from final
