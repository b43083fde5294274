with

roster as (
    select * from {{ ref('int_survey_roster') }}
),

surveys as (
    select * from {{ ref('stg_surveys') }}
),

final as (
    select
        roster.survey_id,
        roster.graduate_key,
        roster.as_of,
        roster.college,
        roster.major,
        roster.gender,
        roster.degree_level,
        roster.campus,
        roster.academy,
        roster.origin_province,
        roster.urban_rural,
        roster.training_mode
    from roster
    inner join surveys
        on roster.survey_id = surveys.survey_id
    where surveys.frame_kind = 'roster'
)

select * from final
