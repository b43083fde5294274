with

activities as (
    select *
    from {{ ref('dim_activity') }}
    where activity_year is not null
),

visits as (
    select *
    from {{ ref('fct_activity_visit') }}
    where activity_year is not null
),

cohort as (
    select
        class_year,
        graduate_key
    from {{ ref('fct_graduate_outcome') }}
    where snapshot = 'latest' and is_counted
),

cohort_sizes as (
    select
        class_year,
        count(*) as cohort_n
    from cohort
    group by class_year
),

offered as (
    select
        activity_year,
        case when grouping(activity_kind) = 1 then 'all' else activity_kind end as activity_kind,
        case when grouping(pillar) = 1 then 'all' else pillar end as pillar,
        count(*) as activities,
        count(*) filter (where is_first_half) as activities_h1,
        count(*) filter (where is_online) as activities_online,
        count(*) filter (where is_online and is_first_half) as activities_online_h1,
        count(distinct {{ normalised_text('campus') }}) as campuses,
        sum(hours) as hours,
        count(hours) as activities_with_hours,
        sum(person_times_declared) as person_times_declared
    from activities
    group by
        grouping sets (
            (activity_year), (activity_year, activity_kind), (activity_year, pillar),
            (activity_year, activity_kind, pillar)
        )
),

with_cohort as (
    select
        visits.*,
        cohort.graduate_key as cohort_key
    from visits
    left join cohort
        on
            visits.activity_year = cohort.class_year
            and visits.graduate_key = cohort.graduate_key
),

-- Distinct people do not add up over kinds, pillars or years: each total is counted afresh.
used as (
    select
        activity_year,
        case when grouping(activity_kind) = 1 then 'all' else activity_kind end as activity_kind,
        case when grouping(pillar) = 1 then 'all' else pillar end as pillar,
        count(distinct activity_id) as activities_with_records,
        count(distinct attendee_key) as participants,
        count(distinct case when not is_on_roster then attendee_key end) as participants_off_roster,
        count(*) as person_times,
        count(distinct cohort_key) as cohort_participants
    from with_cohort
    group by
        grouping sets (
            (activity_year), (activity_year, activity_kind), (activity_year, pillar),
            (activity_year, activity_kind, pillar)
        )
),

final as (
    select
        offered.*,
        coalesce(used.activities_with_records, 0) as activities_with_records,
        used.participants,
        used.participants_off_roster,
        used.person_times,
        case when cohort_sizes.cohort_n is not null then used.cohort_participants end as cohort_participants,
        cohort_sizes.cohort_n
    from offered
    left join used
        on
            offered.activity_year = used.activity_year
            and offered.activity_kind = used.activity_kind
            and offered.pillar = used.pillar
    left join cohort_sizes
        on offered.activity_year = cohort_sizes.class_year
)

select * from final
