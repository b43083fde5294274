{{ config(materialized='table') }}

with

employers as (
    select * from {{ ref('dim_employer') }}
),

graduates as (
    select * from {{ ref('fct_graduate_outcome') }}
),

taken as (
    select
        employer_key,
        count(*) as graduates,
        min(class_year) as first_class_year,
        max(class_year) as last_class_year
    from graduates
    where
        is_counted
        and is_by_employer
        and snapshot = 'latest'
    group by employer_key
),

final as (
    select
        cast(employers.employer_key as string) as employer_key,
        cast(employers.employer_name as string) as employer_name,
        cast(employers.employer_name_key as string) as employer_name_key,
        cast(employers.employer_code as string) as employer_code,
        cast(employers.employer_uscc as string) as employer_uscc,
        cast(employers.codes as bigint) as codes,
        cast(employers.names as bigint) as names,
        cast(employers.employer_nature as string) as employer_nature,
        cast(employers.industry as string) as industry,
        cast(employers.province as string) as province,
        cast(employers.city as string) as city,
        cast(employers.parent_key as string) as parent_key,
        cast(employers.parent_name as string) as parent_name,
        cast(coalesce(taken.graduates, 0) as bigint) as graduates,
        cast(taken.first_class_year as bigint) as first_class_year,
        cast(taken.last_class_year as bigint) as last_class_year,
        cast(employers.fair_records as bigint) as fair_registrations,
        cast(employers.list_records as bigint) as list_entries
    from employers
    left join taken
        on employers.employer_key = taken.employer_key
)

select * from final
