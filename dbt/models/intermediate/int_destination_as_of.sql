{# Wide, and read in part: a table would be a second copy of the versions for each snapshot. #}
{{ config(materialized='view') }}

with

roster as (
    select * from {{ ref('int_roster_as_of') }}
),

versions as (
    select * from {{ ref('int_destination_version') }}
),

final as (
    select
        roster.class_year,
        roster.snapshot,
        roster.graduate_key,
        versions.recorded_on as destination_recorded_on,
        versions.delivery_id as destination_delivery_id,
        versions.destination_code,
        versions.signed_on,
        versions.employer_name,
        versions.employer_uscc,
        versions.employer_code,
        versions.employer_name_key,
        versions.employer_parent_key,
        versions.employer_nature_code,
        versions.industry_code,
        versions.position_code,
        versions.work_region_code,
        versions.study_institution,
        versions.study_institution_key,
        versions.study_country,
        versions.monthly_salary,
        versions.monthly_salary_low,
        versions.monthly_salary_high,
        versions.major_match_code,
        versions.evidence_code
    from roster
    inner join versions
        on
            roster.class_year = versions.class_year
            and roster.record_key = versions.record_key
            and roster.record_version_no = versions.version_no
)

select * from final
