{{ config(materialized='table') }}

with

rates as (
    select * from {{ ref('fct_rate') }}
),

measures as (
    select * from {{ ref('dim_rate_measure') }}
),

final as (
    select
        cast(rates.institution_code as string) as institution_code,
        cast(rates.class_year as bigint) as class_year,
        cast(rates.snapshot as string) as snapshot,
        cast(rates.as_of as date) as as_of,
        cast(rates.rate_version as string) as rate_version,
        cast(rates.measure as string) as measure,
        cast(measures.label_zh as string) as measure_label,
        cast(measures.label_en as string) as measure_label_en,
        cast(
            measures.is_ministry_version
            and rates.class_year >= coalesce(measures.from_year, rates.class_year)
            and rates.class_year <= coalesce(measures.to_year, rates.class_year)
            as boolean
        ) as is_official,
        cast(rates.degree_level as string) as degree_level,
        cast(rates.breakdown as string) as breakdown,
        cast(rates.breakdown_value as string) as breakdown_value,
        cast(rates.numerator as bigint) as numerator,
        cast(rates.denominator as bigint) as denominator,
        cast({{ ratio('rates.numerator', 'rates.denominator') }} as double) as rate
    from rates
    inner join measures
        on
            rates.rate_version = measures.rate_version
            and rates.measure = measures.measure
)

select * from final
