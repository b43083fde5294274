with

outcomes as (
    select *
    from {{ ref('fct_graduate_outcome') }}
    where is_counted
),

visits as (
    select *
    from {{ ref('fct_fair_attendee') }}
    where is_graduate and counts_as_fair
),

-- The days from which somebody had been to one fair, two and three: the bands know no more, and there are far fewer of
-- them than visits by every snapshot.
first_days as (
    select
        attendee_key as graduate_key,
        {{ smallest('first_scanned_on', 3) }} as days
    from visits
    group by attendee_key
),

reached as (
    select
        graduate_key,
        {{ value_at('days', 1) }} as first_on,
        {{ value_at('days', 2) }} as second_on,
        {{ value_at('days', 3) }} as third_on
    from first_days
),

attended as (
    select
        outcomes.class_year,
        outcomes.snapshot,
        outcomes.graduate_key,
        case
            when outcomes.as_of >= reached.third_on then '3+'
            when outcomes.as_of >= reached.second_on then '2'
            else '1'
        end as fairs_attended
    from outcomes
    inner join reached
        on
            outcomes.graduate_key = reached.graduate_key
            and outcomes.as_of >= reached.first_on
),

-- A cohort of whom no scan is known has no row: everybody at 0 fairs would be a statement about our files.
cohorts as (
    select distinct
        class_year,
        snapshot
    from attended
),

banded as (
    select
        outcomes.class_year,
        outcomes.snapshot,
        outcomes.as_of,
        outcomes.degree_level,
        coalesce(attended.fairs_attended, '0') as fairs_attended,
        outcomes.outcome in ('employed', 'further_study') as is_placed
    from outcomes
    inner join cohorts
        on
            outcomes.class_year = cohorts.class_year
            and outcomes.snapshot = cohorts.snapshot
    left join attended
        on
            outcomes.class_year = attended.class_year
            and outcomes.snapshot = attended.snapshot
            and outcomes.graduate_key = attended.graduate_key
),

counted as (
    select
        class_year,
        snapshot,
        as_of,
        case when grouping(degree_level) = 1 then 'all' else degree_level end as degree_level,
        count(*) filter (where fairs_attended = '0') as graduates_0,
        count(*) filter (where fairs_attended = '1') as graduates_1,
        count(*) filter (where fairs_attended = '2') as graduates_2,
        count(*) filter (where fairs_attended = '3+') as graduates_3,
        count(*) filter (where is_placed and fairs_attended = '0') as placed_0,
        count(*) filter (where is_placed and fairs_attended = '1') as placed_1,
        count(*) filter (where is_placed and fairs_attended = '2') as placed_2,
        count(*) filter (where is_placed and fairs_attended = '3+') as placed_3
    from banded
    group by
        grouping sets (
            (class_year, snapshot, as_of, degree_level),
            (class_year, snapshot, as_of)
        )
),

final as (
    {%- for band, suffix in [('0', '0'), ('1', '1'), ('2', '2'), ('3+', '3')] %}
    select
        class_year,
        snapshot,
        as_of,
        degree_level,
        '{{ band }}' as fairs_attended,
        graduates_{{ suffix }} as graduates,
        placed_{{ suffix }} as placed
    from counted
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select * from final
