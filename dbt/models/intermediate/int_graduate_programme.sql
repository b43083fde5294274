with

members as (
    select * from {{ ref('stg_programme_members') }}
),

counted_programmes as (
    select distinct attribute_value as programme
    from {{ ref('quality_rule') }}
    where attribute = 'programme'
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
        standing.class_year,
        standing.snapshot,
        standing.graduate_key,
        {{ joined_values('standing.programme', '|') }} as programmes,
        {{ joined_values('counted_programmes.programme', '|') }} as counted_programmes
    from standing
    left join counted_programmes
        on standing.programme = counted_programmes.programme
    where coalesce(standing.recorded_on >= standing.full_on, true)
    group by standing.class_year, standing.snapshot, standing.graduate_key
)

select * from final
