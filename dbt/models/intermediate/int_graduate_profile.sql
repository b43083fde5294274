{# Read by one model, which writes it all down again: a table would be a second copy of millions of rows. #}
{{ config(materialized='view') }}

with

as_of as (
    select * from {{ ref('int_roster_as_of') }}
),

roster as (
    select * from {{ ref('int_roster_version') }}
),

records as (
    select * from {{ ref('int_destination_version') }}
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

natures as (
    select * from {{ ref('code_employer_nature') }}
),

industries as (
    select * from {{ ref('code_industry') }}
),

positions as (
    select * from {{ ref('code_position') }}
),

major_matches as (
    select * from {{ ref('code_major_match') }}
),

regions as (
    select * from {{ ref('int_region') }}
),

final as (
    select
        as_of.class_year,
        as_of.snapshot,
        as_of.as_of,
        as_of.graduate_key,
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
        origin_regions.province_code as origin_province_code,
        coalesce(origin_regions.province, 'unknown') as origin_province,
        coalesce(origin_regions.province_en, 'unknown') as origin_province_en,
        origin_regions.city as origin_city,
        coalesce(urban_rural.label_en, 'unknown') as urban_rural,
        roster.hardship_code,
        hardships.label_zh as hardship,
        roster.teacher_training_code,
        teacher_trainings.label_zh as teacher_training,
        records.recorded_on as destination_recorded_on,
        records.delivery_id as destination_delivery_id,
        -- No record and a record left blank are the same: unknown, never seeking.
        coalesce(records.destination_code, 'unknown') as destination_code,
        records.signed_on,
        records.employer_name,
        records.employer_uscc,
        records.employer_code,
        records.employer_nature_code,
        natures.label_zh as employer_nature,
        natures.label_en as employer_nature_en,
        natures.rollup as employer_nature_group,
        records.industry_code,
        industries.label_zh as industry,
        industries.label_en as industry_en,
        records.position_code,
        positions.label_zh as position,
        positions.label_en as position_en,
        records.work_region_code,
        work_regions.province_code as work_province_code,
        work_regions.province as work_province,
        work_regions.province_en as work_province_en,
        work_regions.macro_region as work_macro_region,
        work_regions.macro_region_zh as work_macro_region_zh,
        work_regions.city_code as work_city_code,
        work_regions.city as work_city,
        records.study_institution,
        records.study_country,
        records.monthly_salary,
        records.monthly_salary_low,
        records.monthly_salary_high,
        records.major_match_code,
        major_matches.label_zh as major_match,
        records.evidence_code as evidence
    -- Whoever is on the roster has a version of it: left joins all the same, since an engine that takes an inner join
    -- for a filter expects few rows and keeps the wide side of the next join in memory. Words come after versions: they
    -- are looked up row by row and kept nowhere.
    from as_of
    left join roster
        on
            as_of.class_year = roster.class_year
            and as_of.graduate_key = roster.graduate_key
            and as_of.roster_version_no = roster.version_no
    left join records
        on
            as_of.class_year = records.class_year
            and as_of.record_key = records.record_key
            and as_of.record_version_no = records.version_no
    left join degrees on roster.degree_code = degrees.code
    left join genders on roster.gender_code = genders.code
    left join ethnicities on roster.ethnicity_code = ethnicities.code
    left join political_statuses on roster.political_status_code = political_statuses.code
    left join study_forms on roster.study_form_code = study_forms.code
    left join training_modes on roster.training_mode_code = training_modes.code
    left join urban_rural on roster.urban_rural_code = urban_rural.code
    left join hardships on roster.hardship_code = hardships.code
    left join teacher_trainings on roster.teacher_training_code = teacher_trainings.code
    left join regions as origin_regions on roster.origin_region_code = origin_regions.region_code
    left join natures on records.employer_nature_code = natures.code
    left join industries on records.industry_code = industries.code
    left join positions on records.position_code = positions.code
    left join major_matches on records.major_match_code = major_matches.code
    left join regions as work_regions on records.work_region_code = work_regions.region_code
)

select * from final
