with

snapshots as (
    select * from {{ ref('stg_snapshots') }}
),

cohorts as (
    select * from {{ ref('int_cohort_span') }}
),

configured as (
    select
        snapshots.class_year,
        snapshots.snapshot,
        snapshots.as_of
    from snapshots
    inner join cohorts
        on
            snapshots.class_year = cohorts.class_year
            and snapshots.as_of >= cohorts.first_recorded_on
),

latest as (
    select
        class_year,
        'latest' as snapshot,
        last_recorded_on as as_of
    from cohorts
),

final as (
    select * from configured
    union all
    select * from latest
)

select * from final
