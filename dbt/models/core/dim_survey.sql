with

surveys as (
    select * from {{ ref('stg_surveys') }}
),

responses as (
    select * from {{ ref('int_survey_response') }}
),

frames as (
    select *
    from {{ ref('int_survey_frame') }}
    where breakdown = 'overall'
),

weightings as (
    select * from {{ ref('int_survey_weighting') }}
),

weights as (
    select * from {{ ref('int_survey_weight') }}
),

answered as (
    select
        survey_id,
        count(*) as responses_n,
        max(recorded_on) as last_recorded_on
    from responses
    group by survey_id
),

fits as (
    select
        survey_id,
        min(case when is_converged then 1 else 0 end) = 1 as is_converged,
        max(case when weight_gender = 'all' then 0 else 1 end) = 1 as has_gender,
        max(case when is_trimmed then 1 else 0 end) = 1 as is_trimmed
    from weights
    group by survey_id
),

judged as (
    select
        surveys.*,
        case when surveys.frame_kind = 'none' then 'non_probability' else 'frame' end as design,
        frames.frame_n,
        coalesce(answered.responses_n, 0) as responses_n,
        answered.last_recorded_on,
        weightings.cell_margin,
        case when fits.has_gender then weightings.gender_margin end as gender_margin,
        fits.is_trimmed,
        case
            when surveys.frame_kind <> 'roster' then 'no_roster_frame'
            when coalesce(weightings.respondents_n, 0) = 0 then 'no_responses'
            when not weightings.is_weighted or fits.survey_id is null then 'respondents_unknown'
            when not fits.is_converged then 'not_converged'
            else 'raked'
        end as weight_status
    from surveys
    left join answered
        on surveys.survey_id = answered.survey_id
    left join frames
        on surveys.survey_id = frames.survey_id
    left join weightings
        on surveys.survey_id = weightings.survey_id
    left join fits
        on surveys.survey_id = fits.survey_id
),

final as (
    select
        survey_id,
        title_zh,
        title_en,
        population,
        class_year,
        frame_kind,
        design,
        frame_n,
        headline_item,
        headline_box_rule,
        complete_share,
        min_seconds,
        straight_line_items,
        policy,
        policy_zh,
        responses_n,
        last_recorded_on,
        weight_status,
        case
            when weight_status <> 'raked' then null
            when cell_margin is null then gender_margin
            when gender_margin is null then cell_margin
            else cell_margin || ', ' || gender_margin
        end as weight_margins,
        case when weight_status = 'raked' then is_trimmed end as has_trimmed_weights
    from judged
)

select * from final
