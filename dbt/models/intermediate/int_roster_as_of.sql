with

cohort_snapshots as (
    select * from {{ ref('int_cohort_snapshot') }}
),

versions as (
    select * from {{ ref('int_roster_version') }}
),

final as (
    select
        cohort_snapshots.snapshot,
        cohort_snapshots.as_of,
        versions.*
    from cohort_snapshots
    inner join versions
        on
            cohort_snapshots.class_year = versions.class_year
            and cohort_snapshots.as_of >= versions.recorded_on
            and (versions.superseded_on is null or cohort_snapshots.as_of < versions.superseded_on)
    -- A deferred or withdrawn student is not a graduate of this class year: not in N, and not zero either.
    where versions.roster_status in ('graduate', 'completed')
)

select * from final
