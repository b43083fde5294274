with

states as (
    select * from {{ ref('fct_graduate_history') }}
    where is_counted
),

cohorts as (
    select
        class_year,
        {{ week_ending('first_recorded_on') }} as first_week,
        {{ week_ending('last_recorded_on') }} as last_week
    from {{ ref('int_cohort_span') }}
),

placed_codes as (
    select destination_code
    from {{ ref('rate_matrix') }}
    where rate_version = '{{ var("progress_rate_version") }}' and measure = '{{ var("progress_measure") }}'
),

numbers as (
    {{ whole_numbers(var('progress_weeks_at_most')) }}
),

weeks as (
    select
        cohorts.class_year,
        cast(cohorts.first_week + numbers.number * interval '7' day as date) as week_ending
    from cohorts
    inner join numbers
        on cast(cohorts.first_week + numbers.number * interval '7' day as date) <= cohorts.last_week
),

-- Who enters a state adds one, who leaves it takes one away: the sum of all changes up to a day is the state of that
-- day. So the work grows with the changes, not with graduates times weeks.
changes as (
    select
        institution_code,
        class_year,
        degree_level,
        destination_parent_code,
        category,
        from_day as day,
        1 as change
    from states
    union all
    select
        institution_code,
        class_year,
        degree_level,
        destination_parent_code,
        category,
        until_day as day,
        -1 as change
    from states
    where until_day < {{ open_end() }}
),

daily as (
    select
        institution_code,
        class_year,
        degree_level,
        destination_parent_code,
        category,
        day,
        sum(change) as change
    from changes
    group by institution_code, class_year, degree_level, destination_parent_code, category, day
),

-- A change shows from the Sunday on that ends its week; what came before the first week is in the first.
weekly as (
    select
        daily.institution_code,
        daily.class_year,
        daily.degree_level,
        greatest({{ week_ending('daily.day') }}, cohorts.first_week) as week_ending,
        sum(daily.change) as graduates,
        sum(case when placed_codes.destination_code is not null then daily.change else 0 end) as placed,
        sum(case when daily.category = 'contract' then daily.change else 0 end) as contract,
        sum(case when daily.category = 'further_study' then daily.change else 0 end) as further_study,
        sum(case when daily.category = 'unknown' then daily.change else 0 end) as unknown
    from daily
    inner join cohorts
        on daily.class_year = cohorts.class_year
    left join placed_codes
        on daily.destination_parent_code = placed_codes.destination_code
    group by
        daily.institution_code, daily.class_year, daily.degree_level,
        greatest({{ week_ending('daily.day') }}, cohorts.first_week)
),

by_level as (
    select
        institution_code,
        class_year,
        week_ending,
        case when grouping(degree_level) = 1 then 'all' else degree_level end as degree_level,
        sum(graduates) as graduates,
        sum(placed) as placed,
        sum(contract) as contract,
        sum(further_study) as further_study,
        sum(unknown) as unknown
    from weekly
    group by
        grouping sets (
            (institution_code, class_year, week_ending, degree_level),
            (institution_code, class_year, week_ending)
        )
),

groups as (
    select distinct
        institution_code,
        class_year,
        degree_level
    from by_level
),

summed as (
    select
        groups.institution_code,
        groups.class_year,
        weeks.week_ending,
        groups.degree_level,
        {% for figure in ['graduates', 'placed', 'contract', 'further_study', 'unknown'] %}
        sum(coalesce(by_level.{{ figure }}, 0)) over (
            partition by groups.institution_code, groups.class_year, groups.degree_level
            order by weeks.week_ending nulls last rows between unbounded preceding and current row
        ) as {{ figure }},
        {% endfor %}
        -- Whether anything was delivered in the week that moved this line; else the figures stand as before.
        by_level.week_ending is not null as has_changes
    from groups
    inner join weeks
        on groups.class_year = weeks.class_year
    left join by_level
        on
            groups.institution_code = by_level.institution_code
            and groups.class_year = by_level.class_year
            and groups.degree_level = by_level.degree_level
            and weeks.week_ending = by_level.week_ending
),

final as (
    select
        institution_code,
        class_year,
        week_ending,
        degree_level,
        graduates,
        placed,
        contract,
        further_study,
        unknown,
        has_changes
    from summed
    -- A level nobody is in yet has no row, as in the snapshots.
    where graduates > 0
)

select * from final
