with

cohort_snapshots as (
    select * from {{ ref('int_cohort_snapshot') }}
),

states as (
    select * from {{ ref('int_graduate_state') }}
    -- A deferred or withdrawn student is not a graduate of this class year: not in N, and not zero either.
    where is_on_roster
),

final as (
    select
        states.class_year,
        cohort_snapshots.snapshot,
        cohort_snapshots.as_of,
        states.graduate_key,
        states.roster_version_no,
        states.record_key,
        states.record_version_no
    from cohort_snapshots
    inner join states
        on
            cohort_snapshots.class_year = states.class_year
            and cohort_snapshots.as_of >= states.from_day
            and cohort_snapshots.as_of < states.until_day
)

select * from final
