with

cohort_snapshots as (
    select * from {{ ref('int_cohort_snapshot') }}
),

states as (
    select * from {{ ref('int_graduate_state') }}
    -- A deferred or withdrawn student is not a graduate of this class year: not in N, and not zero either.
    where is_on_roster
),

versions as (
    select * from {{ ref('int_roster_version') }}
),

final as (
    select
        cohort_snapshots.snapshot,
        cohort_snapshots.as_of,
        states.record_key,
        states.record_version_no,
        versions.*
    from cohort_snapshots
    inner join states
        on
            cohort_snapshots.class_year = states.class_year
            and cohort_snapshots.as_of >= states.from_day
            and cohort_snapshots.as_of < states.until_day
    inner join versions
        on
            states.class_year = versions.class_year
            and states.graduate_key = versions.graduate_key
            and states.roster_version_no = versions.version_no
)

select * from final
