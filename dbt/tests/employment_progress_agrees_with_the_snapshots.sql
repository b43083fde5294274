-- What it is: the last week of a class year gives the figures of `latest`, and so does every other snapshot with its
--   week if nothing was delivered between its day and the Sunday that ends the week.
-- When it matters: the weekly line and the official table of the same days tell two stories. The weeks are cumulated
--   from changes, the snapshots counted one by one; each checks the other.
-- How to resolve: count graduate_history as of that Sunday and graduate_outcome of that snapshot, and look for who is
--   in one of them only. A missing week means that the cohort is longer known than progress_weeks_at_most weeks.
with

progress as (
    select * from {{ ref('employment_progress') }}
),

cohort_snapshots as (
    select * from {{ ref('int_cohort_snapshot') }}
),

states as (
    select * from {{ ref('fct_graduate_history') }}
),

counts as (
    select * from {{ ref('fct_destination_count') }}
    where breakdown = 'overall'
),

codes as (
    select * from {{ ref('dim_destination') }}
),

rates as (
    select * from {{ ref('employment_rate') }}
    where
        breakdown = 'overall' and rate_version = '{{ var("progress_rate_version") }}'
        and measure = '{{ var("progress_measure") }}'
),

moved_in_between as (
    select distinct
        cohort_snapshots.class_year,
        cohort_snapshots.snapshot
    from cohort_snapshots
    inner join states
        on
            cohort_snapshots.class_year = states.class_year
            and cohort_snapshots.as_of < states.from_day
            and states.from_day <= {{ week_ending('cohort_snapshots.as_of') }}
),

comparable as (
    select
        cohort_snapshots.class_year,
        cohort_snapshots.snapshot,
        {{ week_ending('cohort_snapshots.as_of') }} as week_ending
    from cohort_snapshots
    left join moved_in_between
        on
            cohort_snapshots.class_year = moved_in_between.class_year
            and cohort_snapshots.snapshot = moved_in_between.snapshot
    where moved_in_between.class_year is null
),

last_weeks as (
    select
        class_year,
        max(week_ending) as last_week
    from progress
    group by class_year
),

-- A snapshot after the newest delivery has no week; the last week is its state.
placed_in_weeks as (
    select
        comparable.class_year,
        comparable.snapshot,
        case
            when comparable.snapshot <> 'latest' and comparable.week_ending > last_weeks.last_week
                then last_weeks.last_week
            else comparable.week_ending
        end as week_ending
    from comparable
    left join last_weeks
        on comparable.class_year = last_weeks.class_year
),

expected as (
    select
        counts.class_year,
        counts.snapshot,
        counts.degree_level,
        sum(counts.graduates) as graduates,
        sum(case when codes.category = 'contract' then counts.graduates else 0 end) as contract,
        sum(case when codes.category = 'further_study' then counts.graduates else 0 end) as further_study,
        sum(case when codes.category = 'unknown' then counts.graduates else 0 end) as unknown
    from counts
    inner join codes
        on counts.destination_code = codes.destination_code
    group by counts.class_year, counts.snapshot, counts.degree_level
),

final as (
    select
        expected.*,
        placed_in_weeks.week_ending,
        rates.numerator as placed,
        progress.graduates as progress_graduates,
        progress.placed as progress_placed
    from expected
    inner join placed_in_weeks
        on
            expected.class_year = placed_in_weeks.class_year
            and expected.snapshot = placed_in_weeks.snapshot
    inner join rates
        on
            expected.class_year = rates.class_year
            and expected.snapshot = rates.snapshot
            and expected.degree_level = rates.degree_level
    left join progress
        on
            expected.class_year = progress.class_year
            and expected.degree_level = progress.degree_level
            and placed_in_weeks.week_ending = progress.week_ending
    where
        progress.graduates is null
        or progress.graduates <> expected.graduates
        or progress.placed <> rates.numerator
        or progress.contract <> expected.contract
        or progress.further_study <> expected.further_study
        or progress.unknown <> expected.unknown
)

select * from final
