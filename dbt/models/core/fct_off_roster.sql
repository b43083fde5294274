with

cohort_snapshots as (
    select * from {{ ref('int_cohort_snapshot') }}
),

states as (
    select * from {{ ref('fct_graduate_history') }}
    where not is_on_roster
),

final as (
    select
        states.institution_code,
        states.class_year,
        cohort_snapshots.snapshot,
        cohort_snapshots.as_of,
        case when grouping(states.degree_level) = 1 then 'all' else states.degree_level end as degree_level,
        states.standing,
        states.standing_told_by,
        count(*) as students
    from cohort_snapshots
    inner join states
        on
            cohort_snapshots.class_year = states.class_year
            and cohort_snapshots.as_of >= states.from_day
            and cohort_snapshots.as_of < states.until_day
    group by
        grouping sets (
            (
                states.institution_code, states.class_year, cohort_snapshots.snapshot, cohort_snapshots.as_of,
                states.standing, states.standing_told_by, states.degree_level
            ),
            (
                states.institution_code, states.class_year, cohort_snapshots.snapshot, cohort_snapshots.as_of,
                states.standing, states.standing_told_by
            )
        )
)

select * from final
