with

counts as (
    select * from {{ ref('fct_destination_count') }}
),

measures as (
    select * from {{ ref('rate_measure') }}
),

numerators as (
    select * from {{ ref('rate_matrix') }}
),

bases as (
    select * from {{ ref('rate_base') }}
),

-- One row per measure and destination code of its denominator; whether the code is in the numerator as well.
measure_codes as (
    select
        measures.rate_version,
        measures.measure,
        bases.destination_code,
        numerators.destination_code is not null as is_in_numerator
    from measures
    inner join bases
        on measures.base = bases.base
    left join numerators
        on
            measures.rate_version = numerators.rate_version
            and measures.measure = numerators.measure
            and bases.destination_code = numerators.destination_code
),

cohort_groups as (
    select distinct
        institution_code,
        class_year,
        snapshot,
        as_of,
        degree_level,
        breakdown,
        breakdown_value
    from counts
),

summed as (
    select
        counts.institution_code,
        counts.class_year,
        counts.snapshot,
        counts.degree_level,
        counts.breakdown,
        counts.breakdown_value,
        measure_codes.rate_version,
        measure_codes.measure,
        sum(case when measure_codes.is_in_numerator then counts.graduates else 0 end) as numerator,
        sum(counts.graduates) as denominator
    from counts
    inner join measure_codes
        -- The matrix holds parent codes only, so a sub-code counts where its parent does.
        on counts.destination_parent_code = measure_codes.destination_code
    group by
        counts.institution_code, counts.class_year, counts.snapshot, counts.degree_level, counts.breakdown,
        counts.breakdown_value, measure_codes.rate_version, measure_codes.measure
),

final as (
    select
        cohort_groups.institution_code,
        cohort_groups.class_year,
        cohort_groups.snapshot,
        cohort_groups.as_of,
        measures.rate_version,
        measures.measure,
        cohort_groups.degree_level,
        cohort_groups.breakdown,
        cohort_groups.breakdown_value,
        cast(coalesce(summed.numerator, 0) as bigint) as numerator,
        cast(coalesce(summed.denominator, 0) as bigint) as denominator
    from cohort_groups
    cross join measures
    left join summed
        on
            cohort_groups.institution_code = summed.institution_code
            and cohort_groups.class_year = summed.class_year
            and cohort_groups.snapshot = summed.snapshot
            and cohort_groups.degree_level = summed.degree_level
            and cohort_groups.breakdown = summed.breakdown
            and cohort_groups.breakdown_value = summed.breakdown_value
            and measures.rate_version = summed.rate_version
            and measures.measure = summed.measure
)

select * from final
