-- What it is: under MOE-2020, MOE-2021 and MOE-2024 the placed (in 2020: the employed, further study included) are N
--   less the seeking, the not seeking and the unknown; and they are the sum of the version's parts, as contract +
--   startup + flexible + further study are under MOE-2021.
-- When it matters: a code added to the seed but to no numerator, or to two; the published rate no longer adds up.
-- How to resolve: compare rate_matrix with the categories of code_destination and enter the code where it belongs.
with

rates as (
    select * from {{ ref('employment_rate') }}
    where rate_version in ('MOE-2020', 'MOE-2021', 'MOE-2024')
),

structure as (
    select * from {{ ref('destination_structure') }}
    where category = 'unknown'
),

measured as (
    select
        class_year,
        snapshot,
        rate_version,
        degree_level,
        breakdown,
        breakdown_value,
        max(denominator) as n,
        sum(case when measure in ('placement_rate', 'employment_rate') then numerator else 0 end) as placed,
        sum(case when measure in ('seeking_rate', 'not_seeking_rate') then numerator else 0 end) as not_placed,
        sum(
            case
                when measure in ('placement_rate', 'employment_rate', 'seeking_rate', 'not_seeking_rate') then 0
                else numerator
            end
        ) as components
    from rates
    group by class_year, snapshot, rate_version, degree_level, breakdown, breakdown_value
),

final as (
    select
        measured.*,
        structure.graduates as unknown_graduates
    from measured
    inner join structure
        on
            measured.class_year = structure.class_year
            and measured.snapshot = structure.snapshot
            and measured.degree_level = structure.degree_level
            and measured.breakdown = structure.breakdown
            and measured.breakdown_value = structure.breakdown_value
    where
        measured.placed <> measured.n - measured.not_placed - structure.graduates
        or measured.placed <> measured.components
)

select * from final
