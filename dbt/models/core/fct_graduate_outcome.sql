with

graduates as (
    select * from {{ ref('int_graduate_profile') }}
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

described as (
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
        destination_codes.label_zh as destination_label,
        destination_codes.label_en as destination_label_en,
        destination_codes.parent_code as destination_parent_code,
        destination_codes.outcome,
        destination_codes.category,
        destination_codes.is_by_employer,
        employers.employer_key,
        employers.employer_parent_key,
        employers.employer_lists,
        hosts.host_kind,
        hosts.host,
        hosts.host_lists,
        programmes.programmes,
        programmes.counted_programmes,
        case
            when destination_codes.is_by_employer then 'employed_by_employer'
            when destination_codes.outcome in ('employed', 'further_study') then destination_codes.outcome
            else 'graduates'
        end as quality_base,
        case
            when graduates.work_province_code is null or institution.province_code is null then ''
            when graduates.work_province_code = institution.province_code then 'yes'
            else 'no'
        end as works_in_province,
        case
            when graduates.work_province_code is null or graduates.origin_province_code is null then ''
            when graduates.work_province_code = graduates.origin_province_code then 'yes'
            else 'no'
        end as works_at_home,
        -- 0 is how a form says nothing.
        case when graduates.monthly_salary > 0 then 'yes' else 'no' end as salary_stated
    from graduates
    inner join destination_codes
        on graduates.destination_code = destination_codes.destination_code
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
),

final as (
    select
        *,
        case
            when is_counted
                then
                    'base=' || quality_base
                    || '; destination_code=' || destination_code
                    || '; employer_nature_code=' || coalesce(employer_nature_code, '')
                    || '; work_macro_region=' || coalesce(work_macro_region, '')
                    || '; works_in_province=' || works_in_province
                    || '; works_at_home=' || works_at_home
                    || '; employer_lists=' || coalesce(employer_lists, '')
                    || '; host_kind=' || coalesce(host_kind, '')
                    || '; host_lists=' || coalesce(host_lists, '')
                    || '; salary=' || salary_stated
                    || '; programmes=' || coalesce(counted_programmes, '')
        end as quality_profile
    from described
)

select * from final
