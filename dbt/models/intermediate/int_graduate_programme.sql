with

members as (
    select * from {{ ref('stg_programme_members') }}
),

cohort_snapshots as (
    select * from {{ ref('int_cohort_snapshot') }}
),

known as (
    select
        cohort_snapshots.class_year,
        cohort_snapshots.snapshot,
        members.*
    from cohort_snapshots
    inner join members
        on cohort_snapshots.as_of >= members.recorded_on or cohort_snapshots.snapshot = 'latest'
),

-- A full list of a programme's year replaces what was known of it by then.
standing as (
    select
        *,
        max(case when delivery_mode = 'full' then recorded_on end)
            over (partition by class_year, snapshot, programme, year) as full_on
    from known
),

final as (
    select
        class_year,
        snapshot,
        graduate_key,
        {{ joined_values('programme', '|') }} as programmes
    from standing
    where coalesce(recorded_on >= full_on, true)
    group by class_year, snapshot, graduate_key
)

select * from final
