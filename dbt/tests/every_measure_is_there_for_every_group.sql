-- What it is: every group of every snapshot has every measure of every version, once, also where it counts nobody.
-- When it matters: a comparison of versions, or of two colleges, has a hole that reads as `not computed`.
-- How to resolve: compare dim_rate_measure with the measures of the group in fct_rate.
with

rates as (
    select * from {{ ref('employment_rate') }}
),

measures as (
    select count(*) as measures from {{ ref('dim_rate_measure') }}
),

cohort_groups as (
    select
        institution_code,
        class_year,
        snapshot,
        degree_level,
        breakdown,
        breakdown_value,
        count(*) as measures_found
    from rates
    group by institution_code, class_year, snapshot, degree_level, breakdown, breakdown_value
)

select
    cohort_groups.*,
    measures.measures
from cohort_groups
cross join measures
where cohort_groups.measures_found <> measures.measures
