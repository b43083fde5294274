-- What it is: the rows of placement_flow, top_employer and further_study of a whole cohort add up to the graduates of
-- their base, and the measure of placement_quality on that base has the same denominator.
-- When it matters: somebody was counted twice or left out, so that every share of these tables is off.
-- How to resolve: look for a join that repeats graduates, or an employer without identity, in int_graduate_employer.
with

graduates as (
    select * from {{ ref('fct_graduate_outcome') }}
    where is_counted
),

flow as (
    select * from {{ ref('placement_flow') }}
    where degree_level = 'all'
),

employers as (
    select * from {{ ref('top_employer') }}
),

study as (
    select * from {{ ref('further_study') }}
    where degree_level = 'all'
),

quality as (
    select * from {{ ref('placement_quality') }}
    where
        degree_level = 'all'
        and breakdown = 'overall'
),

cohorts as (
    select
        class_year,
        snapshot,
        count(*) filter (where outcome = 'employed') as employed,
        count(*) filter (where is_by_employer and employer_name is not null) as with_employer,
        count(*) filter (where outcome = 'further_study') as studying
    from graduates
    group by class_year, snapshot
),

added_up as (
    select
        class_year,
        snapshot,
        'placement_flow' as mart,
        sum(graduates) as graduates
    from flow
    group by class_year, snapshot
    union all
    select
        class_year,
        snapshot,
        'top_employer' as mart,
        sum(graduates) as graduates
    from employers
    group by class_year, snapshot
    union all
    select
        class_year,
        snapshot,
        'further_study' as mart,
        sum(graduates) as graduates
    from study
    group by class_year, snapshot
    union all
    select
        class_year,
        snapshot,
        measure as mart,
        denominator as graduates
    from quality
    where measure in ('grassroots_share_narrow', 'further_study_home_share')
),

expected as (
    select
        class_year,
        snapshot,
        'placement_flow' as mart,
        employed as graduates
    from cohorts
    union all
    select
        class_year,
        snapshot,
        'top_employer' as mart,
        with_employer as graduates
    from cohorts
    union all
    select
        class_year,
        snapshot,
        'further_study' as mart,
        studying as graduates
    from cohorts
    union all
    select
        class_year,
        snapshot,
        'grassroots_share_narrow' as mart,
        employed as graduates
    from cohorts
    union all
    select
        class_year,
        snapshot,
        'further_study_home_share' as mart,
        studying as graduates
    from cohorts
),

final as (
    select
        expected.class_year,
        expected.snapshot,
        expected.mart,
        expected.graduates as graduates_in_base,
        added_up.graduates as graduates_in_mart
    from expected
    left join added_up
        on
            expected.class_year = added_up.class_year
            and expected.snapshot = added_up.snapshot
            and expected.mart = added_up.mart
    where expected.graduates <> coalesce(added_up.graduates, 0)
)

select * from final
