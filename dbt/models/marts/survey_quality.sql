{{ config(materialized='table') }}

with

surveys as (
    select * from {{ ref('dim_survey') }}
),

responses as (
    select * from {{ ref('fct_survey_response') }}
),

counted as (
    select
        survey_id,
        count(*) as responses,
        sum(case when is_counted then 1 else 0 end) as counted,
        sum(case when is_counted and is_complete then 1 else 0 end) as complete,
        sum(case when is_speeder then 1 else 0 end) as speeders,
        sum(case when is_straight_liner then 1 else 0 end) as straight_liners,
        sum(case when is_duplicate then 1 else 0 end) as duplicates,
        sum(case when is_repeat then 1 else 0 end) as repeats,
        sum(case when is_complete then 0 else 1 end) as incomplete,
        count(weight) as weighted,
        {{ ratio(
            'count(weight) * ' ~ exact_sum('weight * weight'), exact_sum('weight') ~ ' * ' ~ exact_sum('weight')
        ) }} as deff
    from responses
    group by survey_id
),

final as (
    select
        cast(surveys.survey_id as string) as survey_id,
        cast(surveys.title_zh as string) as title_zh,
        cast(surveys.population as string) as population,
        cast(surveys.class_year as bigint) as class_year,
        cast(surveys.design as string) as design,
        cast(surveys.frame_kind as string) as frame_kind,
        cast(coalesce(counted.responses, 0) as bigint) as responses,
        cast(coalesce(counted.responses - counted.counted, 0) as bigint) as excluded,
        cast(coalesce(counted.complete, 0) as bigint) as complete,
        cast(coalesce(counted.incomplete, 0) as bigint) as incomplete,
        cast(coalesce(counted.speeders, 0) as bigint) as speeders,
        cast(coalesce(counted.straight_liners, 0) as bigint) as straight_liners,
        cast(coalesce(counted.duplicates, 0) as bigint) as duplicates,
        cast(coalesce(counted.repeats, 0) as bigint) as repeats,
        cast(surveys.frame_n as bigint) as frame_n,
        cast(case when surveys.frame_kind = 'fixed' then surveys.frame_n end as bigint) as stated_frame_n,
        cast({{ ratio('coalesce(counted.complete, 0)', 'surveys.frame_n') }} as double) as response_rate,
        cast(surveys.policy as string) as policy,
        cast(surveys.policy_zh as string) as policy_zh,
        cast(surveys.complete_share as double) as complete_share,
        cast(surveys.min_seconds as bigint) as min_seconds,
        cast(surveys.weight_status as string) as weight_status,
        cast(surveys.weight_margins as string) as weight_margins,
        cast(surveys.has_trimmed_weights as boolean) as has_trimmed_weights,
        cast(coalesce(counted.weighted, 0) as bigint) as weighted,
        cast(counted.deff as double) as deff,
        cast({{ ratio('counted.weighted', 'counted.deff') }} as double) as n_eff
    from surveys
    left join counted
        on surveys.survey_id = counted.survey_id
)

select * from final
