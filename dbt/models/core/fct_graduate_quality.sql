with

graduates as (
    select * from {{ ref('fct_graduate_outcome') }}
    where is_counted
),

institution as (
    select * from {{ ref('stg_institution') }}
),

rules as (
    select * from {{ ref('quality_rule') }}
),

-- Only programmes that a measure counts: others would multiply the profiles and tell nothing.
programme_rows as (
    {{ split_to_rows('graduates', ['class_year', 'snapshot', 'graduate_key'], 'programmes', '|') }}
),

counted_programmes as (
    select
        programme_rows.class_year,
        programme_rows.snapshot,
        programme_rows.graduate_key,
        {{ joined_values('programme_rows.part', '|') }} as programmes
    from programme_rows
    inner join rules
        on
            programme_rows.part = rules.attribute_value
            and rules.attribute = 'programme'
    group by programme_rows.class_year, programme_rows.snapshot, programme_rows.graduate_key
),

described as (
    select
        graduates.institution_code,
        graduates.class_year,
        graduates.snapshot,
        graduates.as_of,
        graduates.graduate_key,
        graduates.degree_level,
        graduates.college,
        graduates.major,
        graduates.gender,
        graduates.campus,
        graduates.academy,
        graduates.origin_province,
        graduates.urban_rural,
        graduates.training_mode,
        case
            when graduates.is_by_employer then 'employed_by_employer'
            when graduates.outcome in ('employed', 'further_study') then graduates.outcome
            else 'graduates'
        end as base,
        graduates.destination_code,
        graduates.destination_parent_code,
        graduates.employer_nature_code,
        graduates.employer_nature_group,
        graduates.work_macro_region,
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
        graduates.employer_lists,
        graduates.host_kind,
        graduates.host_lists,
        counted_programmes.programmes,
        case when graduates.monthly_salary > 0 then 'yes' else 'no' end as salary_stated,
        -- 0 is how a form says nothing.
        case when graduates.monthly_salary > 0 then graduates.monthly_salary end as monthly_salary
    from graduates
    cross join institution
    left join counted_programmes
        on
            graduates.class_year = counted_programmes.class_year
            and graduates.snapshot = counted_programmes.snapshot
            and graduates.graduate_key = counted_programmes.graduate_key
),

final as (
    select
        *,
        'base=' || base
        || '; destination_code=' || destination_code
        || '; employer_nature_code=' || coalesce(employer_nature_code, '')
        || '; work_macro_region=' || coalesce(work_macro_region, '')
        || '; works_in_province=' || works_in_province
        || '; works_at_home=' || works_at_home
        || '; employer_lists=' || coalesce(employer_lists, '')
        || '; host_kind=' || coalesce(host_kind, '')
        || '; host_lists=' || coalesce(host_lists, '')
        || '; salary=' || salary_stated
        || '; programmes=' || coalesce(programmes, '') as quality_profile
    from described
)

select * from final
