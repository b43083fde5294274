with

surveys as (
    select * from {{ ref('stg_surveys') }}
),

roster as (
    select * from {{ ref('int_survey_roster') }}
),

from_roster as (
    select
        roster.survey_id,
        roster.breakdown,
        roster.breakdown_value,
        count(*) as frame_n
    from roster
    inner join surveys
        on roster.survey_id = surveys.survey_id
    where surveys.frame_kind = 'roster'
    group by roster.survey_id, roster.breakdown, roster.breakdown_value
),

fixed as (
    select
        survey_id,
        'overall' as breakdown,
        'all' as breakdown_value,
        fixed_frame_n as frame_n
    from surveys
    where frame_kind = 'fixed'
),

final as (
    select * from from_roster
    union all
    select * from fixed
)

select * from final
