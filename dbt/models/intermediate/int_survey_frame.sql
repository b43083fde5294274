with

surveys as (
    select * from {{ ref('stg_surveys') }}
),

roster as (
    select * from {{ ref('int_survey_roster') }}
),

framed_roster as (
    select roster.*
    from roster
    inner join surveys
        on roster.survey_id = surveys.survey_id
    where surveys.frame_kind = 'roster'
),

from_roster as (
    select
        survey_id,
        'overall' as breakdown,
        'all' as breakdown_value,
        count(*) as frame_n
    from framed_roster
    group by survey_id
    {%- for dimension in survey_dimensions() %}
    union all
    select
        survey_id,
        '{{ dimension }}' as breakdown,
        {{ dimension }} as breakdown_value,
        count(*) as frame_n
    from framed_roster
    where {{ dimension }} is not null
    group by survey_id, {{ dimension }}
    {%- endfor %}
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
