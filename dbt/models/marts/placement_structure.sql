{{ config(materialized='table') }}

{% set dimensions = [
    ('employer_nature', 'employed_by_employer', 'employer_nature_code', 'employer_nature', 'employer_nature_en'),
    ('industry', 'employed_by_employer', 'industry_code', 'industry', 'industry_en'),
    ('position', 'employed_by_employer', 'position_code', 'position', 'position_en'),
    ('work_province', 'employed', 'work_province_code', 'work_province', 'work_province_en'),
    ('macro_region', 'employed', 'work_macro_region', 'work_macro_region_zh', 'work_macro_region'),
    ('work_city', 'employed', 'work_city_code', 'work_city', 'work_city'),
] %}

with

graduates as (
    select * from {{ ref('fct_graduate_outcome') }}
),

employed as (
    select * from graduates
    where is_counted and outcome = 'employed'
),

-- One row per employed graduate and dimension whose base includes the graduate.
described as (
    {% for dimension, base, value, label, label_en in dimensions %}
    select
        institution_code,
        class_year,
        snapshot,
        as_of,
        degree_level,
        '{{ dimension }}' as dimension,
        '{{ base }}' as base_name,
        coalesce({{ value }}, 'unknown') as dimension_value,
        coalesce({{ label }}, '未知') as label,
        coalesce({{ label_en }}, 'unknown') as label_en
    from employed
    {% if base == 'employed_by_employer' %}
    where is_by_employer
    {% endif %}
    {% if not loop.last %}
    union all
    {% endif %}
    {% endfor %}
),

counted as (
    select
        institution_code,
        class_year,
        snapshot,
        as_of,
        case when grouping(degree_level) = 1 then 'all' else degree_level end as degree_level,
        dimension,
        base_name,
        dimension_value,
        label,
        label_en,
        count(*) as graduates
    from described
    group by
        grouping sets (
            (
                institution_code, class_year, snapshot, as_of, dimension, base_name, dimension_value, label, label_en,
                degree_level
            ),
            (institution_code, class_year, snapshot, as_of, dimension, base_name, dimension_value, label, label_en)
        )
),

based as (
    select
        *,
        sum(case when dimension_value <> 'unknown' then graduates else 0 end) over (
            partition by institution_code, class_year, snapshot, degree_level, dimension
        ) as base
    from counted
),

final as (
    select
        cast(institution_code as string) as institution_code,
        cast(class_year as bigint) as class_year,
        cast(snapshot as string) as snapshot,
        cast(as_of as date) as as_of,
        cast(degree_level as string) as degree_level,
        cast(dimension as string) as dimension,
        cast(dimension_value as string) as dimension_value,
        cast(label as string) as label,
        cast(label_en as string) as label_en,
        cast(base_name as string) as base_name,
        cast(graduates as bigint) as graduates,
        cast(base as bigint) as base,
        cast(
            case when dimension_value <> 'unknown' then {{ ratio('graduates', 'base') }} end
            as double
        ) as share
    from based
)

select * from final
