with

graduates as (
    select * from {{ ref('int_graduate_profile') }}
),

outcomes as (
    select * from {{ ref('int_destination_profile') }}
),

destination_codes as (
    select * from {{ ref('dim_destination') }}
),

employers as (
    select * from {{ ref('int_graduate_employer') }}
),

hosts as (
    select * from {{ ref('int_graduate_host') }}
),

programmes as (
    select * from {{ ref('int_graduate_programme') }}
),

institution as (
    select * from {{ ref('stg_institution') }}
),

final as (
    select
        institution.institution_code,
        graduates.*,
        -- N: a 结业 graduate is in it or not by the institution's policy, and stays visible either way.
        {{ is_counted('graduates.is_completed', 'institution.completed_counts') }} as is_counted,
        case
            when graduates.origin_province_code is null or institution.province_code is null then 'unknown'
            when graduates.origin_province_code = institution.province_code then 'in_province'
            else 'other_province'
        end as origin_place,
        destination_codes.destination_code,
        destination_codes.label_zh as destination_label,
        destination_codes.label_en as destination_label_en,
        destination_codes.parent_code as destination_parent_code,
        destination_codes.outcome,
        destination_codes.category,
        destination_codes.is_by_employer,
        outcomes.destination_recorded_on,
        outcomes.destination_delivery_id,
        outcomes.signed_on,
        outcomes.employer_name,
        outcomes.employer_uscc,
        outcomes.employer_code,
        employers.employer_key,
        employers.employer_parent_key,
        employers.employer_lists,
        outcomes.employer_nature_code,
        outcomes.employer_nature,
        outcomes.employer_nature_en,
        outcomes.employer_nature_group,
        outcomes.industry_code,
        outcomes.industry,
        outcomes.industry_en,
        outcomes.position_code,
        outcomes.position,
        outcomes.position_en,
        outcomes.work_region_code,
        outcomes.work_province_code,
        outcomes.work_province,
        outcomes.work_province_en,
        outcomes.work_macro_region,
        outcomes.work_macro_region_zh,
        outcomes.work_city_code,
        outcomes.work_city,
        outcomes.study_institution,
        outcomes.study_country,
        hosts.host_kind,
        hosts.host,
        hosts.host_lists,
        programmes.programmes,
        outcomes.monthly_salary,
        outcomes.monthly_salary_low,
        outcomes.monthly_salary_high,
        outcomes.major_match_code,
        outcomes.major_match,
        outcomes.evidence
    from graduates
    left join outcomes
        on
            graduates.class_year = outcomes.class_year
            and graduates.snapshot = outcomes.snapshot
            and graduates.graduate_key = outcomes.graduate_key
    -- No record and a record left blank are the same: unknown, never seeking.
    inner join destination_codes
        on destination_codes.destination_code = coalesce(outcomes.destination_code, 'unknown')
    left join employers
        on
            graduates.class_year = employers.class_year
            and graduates.snapshot = employers.snapshot
            and graduates.graduate_key = employers.graduate_key
    left join hosts
        on
            graduates.class_year = hosts.class_year
            and graduates.snapshot = hosts.snapshot
            and graduates.graduate_key = hosts.graduate_key
    left join programmes
        on
            graduates.class_year = programmes.class_year
            and graduates.snapshot = programmes.snapshot
            and graduates.graduate_key = programmes.graduate_key
    cross join institution
)

select * from final
