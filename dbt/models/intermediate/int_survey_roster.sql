with

responses as (
    select * from {{ ref('int_survey_response') }}
),

surveys as (
    select * from {{ ref('stg_surveys') }}
),

-- Who is on the roster is decided there, for all figures alike: 留级/休学 among the destinations leave it too.
states as (
    select * from {{ ref('int_graduate_state') }}
    where is_on_roster
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

training_modes as (
    select * from {{ ref('code_training_mode') }}
),

urban_rural as (
    select * from {{ ref('code_urban_rural') }}
),

regions as (
    select * from {{ ref('int_region') }}
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

final as (
    select
        survey_days.survey_id,
        survey_days.as_of,
        versions.graduate_key,
        versions.college,
        coalesce(versions.major_name, versions.major_code) as major,
        nullif(genders.label_en, 'unknown') as gender,
        degrees.degree_level,
        versions.campus,
        versions.academy,
        regions.province as origin_province,
        urban_rural.label_en as urban_rural,
        training_modes.label_zh as training_mode
    from survey_days
    inner join states
        on
            survey_days.class_year = states.class_year
            and survey_days.as_of >= states.from_day
            and survey_days.as_of < states.until_day
    inner join versions
        on
            states.class_year = versions.class_year
            and states.graduate_key = versions.graduate_key
            and states.roster_version_no = versions.version_no
    cross join institution
    left join degrees on versions.degree_code = degrees.code
    left join genders on versions.gender_code = genders.code
    left join training_modes on versions.training_mode_code = training_modes.code
    left join urban_rural on versions.urban_rural_code = urban_rural.code
    left join regions on versions.origin_region_code = regions.region_code
    where
        {{ is_counted(
            is_completed('versions.roster_status', 'degrees.is_completed'), 'institution.completed_counts'
        ) }}
)

select * from final
