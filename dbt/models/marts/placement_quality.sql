{{ config(materialized='table') }}

with

quality as (
    select * from {{ ref('fct_quality') }}
),

survey_measures as (
    select * from {{ ref('fct_survey_measure') }}
),

surveys as (
    select * from {{ ref('dim_survey') }}
),

measure_names as (
    select distinct
        measure,
        kind,
        label_zh,
        label_en,
        unit,
        source
    from {{ ref('dim_quality_measure') }}
),

-- 专业相关度, 职业期待吻合度, 就业满意度, 离职率: a survey is asked once, so its figures stand in the latest snapshot only.
asked as (
    select
        survey_measures.institution_code,
        survey_measures.class_year,
        'latest' as snapshot,
        surveys.last_recorded_on as as_of,
        survey_measures.measure,
        survey_measures.degree_level,
        survey_measures.breakdown,
        survey_measures.breakdown_value,
        measure_names.kind,
        survey_measures.base,
        measure_names.label_zh,
        measure_names.label_en,
        measure_names.unit,
        measure_names.source,
        cast(null as bigint) as list_year,
        survey_measures.survey_id,
        cast(survey_measures.numerator as bigint) as numerator,
        cast(survey_measures.denominator as bigint) as denominator,
        cast(null as double) as salary
    from survey_measures
    inner join surveys
        on survey_measures.survey_id = surveys.survey_id
    inner join measure_names
        on survey_measures.measure = measure_names.measure
),

counted as (
    select
        institution_code,
        class_year,
        snapshot,
        as_of,
        measure,
        degree_level,
        breakdown,
        breakdown_value,
        kind,
        base,
        label_zh,
        label_en,
        unit,
        source,
        list_year,
        cast(null as string) as survey_id,
        numerator,
        denominator,
        salary
    from quality
    union all
    select * from asked
),

final as (
    select
        cast(institution_code as string) as institution_code,
        cast(class_year as bigint) as class_year,
        cast(snapshot as string) as snapshot,
        cast(as_of as date) as as_of,
        cast(measure as string) as measure,
        cast(label_zh as string) as measure_label,
        cast(label_en as string) as measure_label_en,
        cast(degree_level as string) as degree_level,
        cast(breakdown as string) as breakdown,
        cast(breakdown_value as string) as breakdown_value,
        cast(base as string) as base,
        cast(numerator as bigint) as numerator,
        cast(denominator as bigint) as denominator,
        cast(
            case
                when kind in ('share', 'survey') then {{ ratio('numerator', 'denominator') }}
                when kind = 'count' then numerator
                when numerator >= {{ var('salary_min_n') }} then salary
            end
            as double
        ) as value,
        cast(unit as string) as unit,
        cast(
            case
                when denominator = 0 then 'empty_base'
                when kind = 'percentile' and numerator < {{ var('salary_min_n') }} then 'too_few'
                else 'shown'
            end
            as string
        ) as status,
        cast(list_year as bigint) as list_year,
        cast(survey_id as string) as survey_id,
        cast(source as string) as source
    from counted
)

select * from final
