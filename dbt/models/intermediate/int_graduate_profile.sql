{# Read by one model, which writes it all down again: a table would be a second copy of millions of rows. #}
{{ config(materialized='view') }}

with

roster as (
    select * from {{ ref('int_roster_as_of') }}
),

degrees as (
    select * from {{ ref('code_degree') }}
),

genders as (
    select * from {{ ref('code_gender') }}
),

ethnicities as (
    select * from {{ ref('code_ethnicity') }}
),

political_statuses as (
    select * from {{ ref('code_political_status') }}
),

study_forms as (
    select * from {{ ref('code_study_form') }}
),

training_modes as (
    select * from {{ ref('code_training_mode') }}
),

urban_rural as (
    select * from {{ ref('code_urban_rural') }}
),

hardships as (
    select * from {{ ref('code_hardship') }}
),

teacher_trainings as (
    select * from {{ ref('code_teacher_training') }}
),

regions as (
    select * from {{ ref('int_region') }}
),

final as (
    select
        roster.class_year,
        roster.snapshot,
        roster.as_of,
        roster.graduate_key,
        roster.recorded_on as roster_recorded_on,
        roster.delivery_id as roster_delivery_id,
        roster.roster_status,
        {{ is_completed('roster.roster_status', 'degrees.is_completed') }} as is_completed,
        roster.degree_code,
        degrees.label_zh as degree,
        coalesce(degrees.degree_level, 'unknown') as degree_level,
        coalesce(roster.college, 'unknown') as college,
        roster.major_code,
        coalesce(roster.major_name, roster.major_code, 'unknown') as major,
        coalesce(roster.campus, 'unknown') as campus,
        coalesce(roster.academy, 'unknown') as academy,
        roster.class_name,
        coalesce(genders.label_en, 'unknown') as gender,
        roster.birth_year,
        roster.ethnicity_code,
        ethnicities.label_zh as ethnicity,
        -- A group and never a single ethnicity; 97 (other) and 98 (of foreign descent) are of neither.
        case
            when roster.ethnicity_code = '01' then 'han'
            when roster.ethnicity_code between '02' and '56' then 'minority'
            else 'unknown'
        end as ethnicity_group,
        roster.political_status_code,
        political_statuses.label_zh as political_status,
        roster.enrolled_on,
        roster.enrolled_on_precision,
        roster.graduated_on,
        roster.graduated_on_precision,
        coalesce(study_forms.label_zh, 'unknown') as study_form,
        coalesce(study_forms.label_en, 'unknown') as study_form_en,
        coalesce(training_modes.label_zh, 'unknown') as training_mode,
        coalesce(training_modes.label_en, 'unknown') as training_mode_en,
        roster.origin_region_code,
        regions.province_code as origin_province_code,
        coalesce(regions.province, 'unknown') as origin_province,
        coalesce(regions.province_en, 'unknown') as origin_province_en,
        regions.city as origin_city,
        coalesce(urban_rural.label_en, 'unknown') as urban_rural,
        roster.hardship_code,
        hardships.label_zh as hardship,
        roster.teacher_training_code,
        teacher_trainings.label_zh as teacher_training
    from roster
    left join degrees on roster.degree_code = degrees.code
    left join genders on roster.gender_code = genders.code
    left join ethnicities on roster.ethnicity_code = ethnicities.code
    left join political_statuses on roster.political_status_code = political_statuses.code
    left join study_forms on roster.study_form_code = study_forms.code
    left join training_modes on roster.training_mode_code = training_modes.code
    left join urban_rural on roster.urban_rural_code = urban_rural.code
    left join hardships on roster.hardship_code = hardships.code
    left join teacher_trainings on roster.teacher_training_code = teacher_trainings.code
    left join regions on roster.origin_region_code = regions.region_code
)

select * from final
