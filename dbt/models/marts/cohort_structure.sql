{{ config(materialized='table') }}

{% set tokens = {
    'gender': [('male', '男', 'male'), ('female', '女', 'female')],
    'ethnicity_group': [('han', '汉族', 'Han'), ('minority', '少数民族', 'ethnic minorities')],
    'origin_place': [('in_province', '省内生源', 'from the province'), ('other_province', '省外生源', 'from elsewhere')],
    'urban_rural': [('urban', '城镇', 'urban'), ('rural', '农村', 'rural')],
} %}
{% set names = [
    ('origin_province', 'origin_province_code', 'origin_province', 'origin_province_en'),
    ('training_mode', 'training_mode', 'training_mode', 'training_mode_en'),
    ('study_form', 'study_form', 'study_form', 'study_form_en'),
    ('campus', 'campus', 'campus', 'campus'),
] %}

with

graduates as (
    select * from {{ ref('fct_graduate_outcome') }}
),

counted_graduates as (
    select * from graduates
    where is_counted
),

-- One row per graduate of N and dimension.
described as (
    {% for dimension, words in tokens.items() %}
    select
        institution_code,
        class_year,
        snapshot,
        as_of,
        degree_level,
        '{{ dimension }}' as dimension,
        coalesce({{ dimension }}, 'unknown') as dimension_value,
        case {{ dimension }}
            {% for token, label, label_en in words %}
            when '{{ token }}' then '{{ label }}'
            {% endfor %}
            else '未知'
        end as label,
        case {{ dimension }}
            {% for token, label, label_en in words %}
            when '{{ token }}' then '{{ label_en }}'
            {% endfor %}
            else 'unknown'
        end as label_en
    from counted_graduates
    union all
    {% endfor %}
    {% for dimension, value, label, label_en in names %}
    select
        institution_code,
        class_year,
        snapshot,
        as_of,
        degree_level,
        '{{ dimension }}' as dimension,
        coalesce({{ value }}, 'unknown') as dimension_value,
        case when coalesce({{ value }}, 'unknown') = 'unknown' then '未知' else {{ label }} end as label,
        case when coalesce({{ value }}, 'unknown') = 'unknown' then 'unknown' else {{ label_en }} end as label_en
    from counted_graduates
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
        dimension_value,
        label,
        label_en,
        count(*) as graduates
    from described
    group by
        grouping sets (
            (
                institution_code, class_year, snapshot, as_of, dimension, dimension_value, label, label_en,
                degree_level
            ),
            (institution_code, class_year, snapshot, as_of, dimension, dimension_value, label, label_en)
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
        cast(graduates as bigint) as graduates,
        cast(base as bigint) as base,
        cast(
            case when dimension_value <> 'unknown' then {{ ratio('graduates', 'base') }} end
            as double
        ) as share
    from based
)

select * from final
