with

rates as (
    select *
    from {{ ref('fct_rate') }}
    where degree_level = 'all' and breakdown = 'overall'
),

services as (
    select * from {{ ref('fct_service_reach') }}
),

kinds as (
    select * from {{ ref('stg_activity_kinds') }}
),

fairs as (
    select
        fair_id,
        coalesce(kind_code, 'unknown') as kind_code,
        extract(year from held_on) as fair_year
    from {{ ref('dim_fair') }}
    where held_on is not null
),

registrations as (
    select *
    from {{ ref('fct_fair_registration') }}
    where is_attending
),

members as (
    select * from {{ ref('fct_programme_member') }}
),

surveys as (
    select
        *,
        coalesce(class_year, extract(year from last_recorded_on)) as survey_year
    from {{ ref('dim_survey') }}
),

quality as (
    select *
    from {{ ref('fct_quality') }}
    where degree_level = 'all' and breakdown = 'overall'
),

asked as (
    select *
    from {{ ref('fct_survey_measure') }}
    where degree_level = 'all' and breakdown = 'overall'
),

satisfied as (
    select *
    from {{ ref('fct_satisfaction_count') }}
    where breakdown = 'overall'
),

-- The shares of a class year, as of each snapshot. One version of the definition each, so that a goal of one year can
-- be compared with that of the next.
rate_indicators as (
    select
        class_year as indicator_year,
        measure as indicator,
        cast(null as string) as indicator_of,
        snapshot,
        cast(numerator as bigint) as numerator,
        cast(denominator as bigint) as denominator,
        {{ ratio('numerator', 'denominator') }} as indicator_value
    from rates
    where
        (
            rate_version = 'MOE-2021'
            and measure in (
                'placement_rate', 'contract_rate', 'startup_rate', 'flexible_rate', 'further_study_rate'
            )
        )
        or (rate_version = 'NACE' and measure = 'knowledge_rate')
),

-- A kind or a pillar narrows a service figure; where a pillar has the token of a kind, the kind is meant.
service_scopes as (
    select
        services.*,
        case
            when services.activity_kind <> 'all' then services.activity_kind
            when services.pillar <> 'all' then services.pillar
        end as indicator_of
    from services
    where
        services.pillar = 'all'
        or (
            services.activity_kind = 'all'
            and services.pillar <> 'unknown'
            and services.pillar not in (select kinds.activity_kind from kinds)
        )
),

service_indicators as (
    {%- for indicator, column, people in [
        ('activities', 'activities', none),
        ('activities_online', 'activities_online', none),
        ('activity_campuses', 'campuses', none),
        ('activity_hours', 'hours', none),
        ('participants', 'participants', 'participants'),
        ('person_times', 'person_times', none),
    ] %}
    select
        activity_year as indicator_year,
        '{{ indicator }}' as indicator,
        indicator_of,
        cast(null as string) as snapshot,
        cast({{ people or 'null' }} as bigint) as numerator,
        cast(null as bigint) as denominator,
        cast({{ column }} as double) as indicator_value
    from service_scopes
    union all
    {%- endfor %}
    select
        activity_year as indicator_year,
        'share_of_cohort' as indicator,
        indicator_of,
        'latest' as snapshot,
        cast(cohort_participants as bigint) as numerator,
        cast(cohort_n as bigint) as denominator,
        {{ ratio('cohort_participants', 'cohort_n') }} as indicator_value
    from service_scopes
),

fair_counts as (
    select
        fair_year,
        case when grouping(kind_code) = 0 then kind_code end as kind_code,
        count(*) as fairs
    from fairs
    group by grouping sets ((fair_year), (fair_year, kind_code))
),

fair_offers as (
    select
        fairs.fair_year,
        case when grouping(fairs.kind_code) = 0 then fairs.kind_code end as kind_code,
        count(distinct registrations.employer_key) as employers,
        sum(registrations.positions) as positions
    from fairs
    inner join registrations
        on fairs.fair_id = registrations.fair_id
    group by grouping sets ((fairs.fair_year), (fairs.fair_year, fairs.kind_code))
),

fair_indicators as (
    select
        fair_year as indicator_year,
        'fairs' as indicator,
        kind_code as indicator_of,
        cast(null as string) as snapshot,
        cast(null as bigint) as numerator,
        cast(null as bigint) as denominator,
        cast(fairs as double) as indicator_value
    from fair_counts
    {%- for indicator, column in [('fair_employers', 'employers'), ('fair_positions', 'positions')] %}
    union all
    select
        fair_year as indicator_year,
        '{{ indicator }}' as indicator,
        kind_code as indicator_of,
        cast(null as string) as snapshot,
        cast(null as bigint) as numerator,
        cast(null as bigint) as denominator,
        cast({{ column }} as double) as indicator_value
    from fair_offers
    {%- endfor %}
),

member_counts as (
    select
        programme,
        year,
        count(*) as members,
        count(distinct {{ normalised_text('campus') }}) as campuses,
        count(distinct {{ normalised_text('college') }}) as colleges,
        count(distinct {{ normalised_text('academy') }}) as academies
    from members
    group by programme, year
),

programme_indicators as (
    {%- for indicator, column in [
        ('programme_members', 'members'),
        ('programme_campuses', 'campuses'),
        ('programme_colleges', 'colleges'),
        ('programme_academies', 'academies'),
    ] %}
    select
        year as indicator_year,
        '{{ indicator }}' as indicator,
        programme as indicator_of,
        cast(null as string) as snapshot,
        cast({{ 'members' if column == 'members' else 'null' }} as bigint) as numerator,
        cast(null as bigint) as denominator,
        cast({{ column }} as double) as indicator_value
    from member_counts
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

satisfaction_indicators as (
    select
        surveys.survey_year as indicator_year,
        'satisfaction' as indicator,
        surveys.survey_id as indicator_of,
        cast(null as string) as snapshot,
        cast(satisfied.satisfied_n as bigint) as numerator,
        cast(satisfied.base_n as bigint) as denominator,
        {{ ratio('satisfied.satisfied_n', 'satisfied.base_n') }} as indicator_value
    from surveys
    inner join satisfied
        on
            surveys.survey_id = satisfied.survey_id
            and surveys.headline_item = satisfied.item_no
            and surveys.headline_box_rule = satisfied.box_rule
),

quality_indicators as (
    select
        class_year as indicator_year,
        'placement_quality' as indicator,
        measure as indicator_of,
        snapshot,
        numerator,
        denominator,
        case
            when kind = 'share' then {{ ratio('numerator', 'denominator') }}
            when kind = 'count' then numerator
            when numerator >= {{ var('salary_min_n') }} then salary
        end as indicator_value
    from quality
    union all
    -- A survey is asked once: its figures are those of the snapshot latest.
    select
        class_year as indicator_year,
        'placement_quality' as indicator,
        measure as indicator_of,
        'latest' as snapshot,
        cast(numerator as bigint) as numerator,
        cast(denominator as bigint) as denominator,
        {{ ratio('numerator', 'denominator') }} as indicator_value
    from asked
),

final as (
    select * from rate_indicators
    union all
    select * from quality_indicators
    union all
    select * from service_indicators
    union all
    select * from fair_indicators
    union all
    select * from programme_indicators
    union all
    select * from satisfaction_indicators
)

select * from final
