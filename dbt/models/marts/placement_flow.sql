{{ config(materialized='table') }}

with

graduates as (
    select * from {{ ref('fct_graduate_outcome') }}
),

employed as (
    select
        institution_code,
        class_year,
        snapshot,
        as_of,
        degree_level,
        origin_province,
        coalesce(work_province, 'unknown') as work_province
    from graduates
    where
        is_counted
        and outcome = 'employed'
),

counted as (
    select
        institution_code,
        class_year,
        snapshot,
        as_of,
        case when grouping(degree_level) = 1 then 'all' else degree_level end as degree_level,
        origin_province,
        work_province,
        count(*) as graduates
    from employed
    group by
        grouping sets (
            (institution_code, class_year, snapshot, as_of, origin_province, work_province, degree_level),
            (institution_code, class_year, snapshot, as_of, origin_province, work_province)
        )
),

final as (
    select
        cast(institution_code as string) as institution_code,
        cast(class_year as bigint) as class_year,
        cast(snapshot as string) as snapshot,
        cast(as_of as date) as as_of,
        cast(degree_level as string) as degree_level,
        cast(origin_province as string) as origin_province,
        cast(work_province as string) as work_province,
        cast('employed' as string) as base_name,
        cast(graduates as bigint) as graduates
    from counted
)

select * from final
