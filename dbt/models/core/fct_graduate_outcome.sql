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
        programmes.programmes
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
)

select * from final
