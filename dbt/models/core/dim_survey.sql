with

surveys as (
    select * from {{ ref('stg_surveys') }}
),

responses as (
    select * from {{ ref('int_survey_response') }}
),

answered as (
    select
        survey_id,
        count(*) as responses_n,
        max(recorded_on) as last_recorded_on
    from responses
    group by survey_id
),

final as (
    select
        surveys.survey_id,
        surveys.title_zh,
        surveys.title_en,
        surveys.population,
        surveys.class_year,
        surveys.frame_kind,
        surveys.headline_item,
        surveys.headline_box_rule,
        coalesce(answered.responses_n, 0) as responses_n,
        answered.last_recorded_on
    from surveys
    left join answered
        on surveys.survey_id = answered.survey_id
)

select * from final
