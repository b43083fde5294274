with

cohort_snapshots as (
    select * from {{ ref('int_cohort_snapshot') }}
),

versions as (
    select * from {{ ref('int_roster_version') }}
),

-- Any version up to that day and not only the one in force: an update of the roster that comes without the column of
-- exam numbers must not make people's destinations disappear.
named as (
    select
        cohort_snapshots.class_year,
        cohort_snapshots.snapshot,
        versions.exam_key,
        versions.graduate_key,
        row_number() over (
            partition by cohort_snapshots.class_year, cohort_snapshots.snapshot, versions.exam_key
            order by
                versions.recorded_on desc nulls last, versions.version_no desc nulls last,
                versions.graduate_key desc nulls last
        ) as newest_first
    from cohort_snapshots
    inner join versions
        on
            cohort_snapshots.class_year = versions.class_year
            and cohort_snapshots.as_of >= versions.recorded_on
    where versions.exam_key is not null
),

final as (
    select
        class_year,
        snapshot,
        exam_key,
        graduate_key
    from named
    where newest_first = 1
)

select * from final
