{{ config(materialized='table') }}

with

counts as (
    select * from {{ ref('fct_destination_count') }}
),

destination_codes as (
    select * from {{ ref('dim_destination') }}
),

cohort_groups as (
    select
        institution_code,
        class_year,
        snapshot,
        as_of,
        degree_level,
        breakdown,
        breakdown_value,
        sum(graduates) as denominator
    from counts
    group by institution_code, class_year, snapshot, as_of, degree_level, breakdown, breakdown_value
),

final as (
    select
        cast(cohort_groups.institution_code as string) as institution_code,
        cast(cohort_groups.class_year as bigint) as class_year,
        cast(cohort_groups.snapshot as string) as snapshot,
        cast(cohort_groups.as_of as date) as as_of,
        cast(cohort_groups.degree_level as string) as degree_level,
        cast(cohort_groups.breakdown as string) as breakdown,
        cast(cohort_groups.breakdown_value as string) as breakdown_value,
        cast(destination_codes.destination_code as string) as destination_code,
        cast(destination_codes.label_zh as string) as destination_label,
        cast(destination_codes.label_en as string) as destination_label_en,
        cast(destination_codes.parent_code as string) as parent_code,
        cast(destination_codes.parent_label_zh as string) as parent_label,
        cast(destination_codes.outcome as string) as outcome,
        cast(destination_codes.category as string) as category,
        cast(coalesce(counts.graduates, 0) as bigint) as graduates,
        cast(cohort_groups.denominator as bigint) as denominator,
        cast({{ ratio('coalesce(counts.graduates, 0)', 'cohort_groups.denominator') }} as double) as share
    from cohort_groups
    cross join destination_codes
    left join counts
        on
            cohort_groups.institution_code = counts.institution_code
            and cohort_groups.class_year = counts.class_year
            and cohort_groups.snapshot = counts.snapshot
            and cohort_groups.degree_level = counts.degree_level
            and cohort_groups.breakdown = counts.breakdown
            and cohort_groups.breakdown_value = counts.breakdown_value
            and destination_codes.destination_code = counts.destination_code
)

select * from final
