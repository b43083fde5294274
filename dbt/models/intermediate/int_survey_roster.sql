{%- set dimensions = ['college', 'degree_level', 'gender'] -%}
with

responses as (
    select * from {{ ref('int_survey_response') }}
),

surveys as (
    select * from {{ ref('stg_surveys') }}
),

versions as (
    select * from {{ ref('int_roster_version') }}
),

institution as (
    select * from {{ ref('stg_institution') }}
),

degrees as (
    select * from {{ ref('code_degree') }}
),

genders as (
    select * from {{ ref('code_gender') }}
),

-- The day of a survey's last delivery fixes its frame: rosters delivered later do not reach back.
survey_days as (
    select
        surveys.survey_id,
        surveys.class_year,
        max(responses.recorded_on) as as_of
    from surveys
    inner join responses
        on surveys.survey_id = responses.survey_id
    where surveys.class_year is not null
    group by surveys.survey_id, surveys.class_year
),

roster as (
    select
        survey_days.survey_id,
        versions.graduate_key,
        versions.college,
        degrees.degree_level,
        genders.label_en as gender
    from survey_days
    inner join versions
        on
            survey_days.class_year = versions.class_year
            and survey_days.as_of >= versions.recorded_on
            and (versions.superseded_on is null or survey_days.as_of < versions.superseded_on)
    cross join institution
    left join degrees
        on versions.degree_code = degrees.code
    left join genders
        on versions.gender_code = genders.code
    where
        versions.roster_status in ('graduate', 'completed')
        and {{ is_counted(
            is_completed('versions.roster_status', 'degrees.is_completed'), 'institution.completed_counts'
        ) }}
),

final as (
    select
        survey_id,
        graduate_key,
        'overall' as breakdown,
        'all' as breakdown_value
    from roster
    {%- for dimension in dimensions %}
    union all
    select
        survey_id,
        graduate_key,
        '{{ dimension }}' as breakdown,
        {{ dimension }} as breakdown_value
    from roster
    where {{ dimension }} <> 'unknown'
    {%- endfor %}
)

select * from final
