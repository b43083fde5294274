{# Read by one model, which writes it all down again: a table would be a second copy of millions of rows. #}
{{ config(materialized='view') }}

with

destinations as (
    select * from {{ ref('int_destination_as_of') }}
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
        destinations.class_year,
        destinations.snapshot,
        destinations.graduate_key,
        destinations.destination_recorded_on,
        destinations.destination_delivery_id,
        destinations.destination_code,
        destinations.signed_on,
        destinations.employer_name,
        destinations.employer_uscc,
        destinations.employer_code,
        destinations.employer_nature_code,
        natures.label_zh as employer_nature,
        natures.label_en as employer_nature_en,
        natures.rollup as employer_nature_group,
        destinations.industry_code,
        industries.label_zh as industry,
        industries.label_en as industry_en,
        destinations.position_code,
        positions.label_zh as position,
        positions.label_en as position_en,
        destinations.work_region_code,
        regions.province_code as work_province_code,
        regions.province as work_province,
        regions.province_en as work_province_en,
        regions.macro_region as work_macro_region,
        regions.macro_region_zh as work_macro_region_zh,
        regions.city_code as work_city_code,
        regions.city as work_city,
        destinations.study_institution,
        destinations.study_country,
        destinations.monthly_salary,
        destinations.monthly_salary_low,
        destinations.monthly_salary_high,
        destinations.major_match_code,
        major_matches.label_zh as major_match,
        destinations.evidence_code as evidence
    from destinations
    left join natures on destinations.employer_nature_code = natures.code
    left join industries on destinations.industry_code = industries.code
    left join positions on destinations.position_code = positions.code
    left join major_matches on destinations.major_match_code = major_matches.code
    left join regions on destinations.work_region_code = regions.region_code
)

select * from final
