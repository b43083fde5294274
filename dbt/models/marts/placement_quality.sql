with

quality as (
    select * from {{ ref('fct_quality') }}
),

-- Survey-based measures (专业相关度, 职业期待吻合度, 工作满意度, 离职率) are added to this table by a union with the
-- core model of surveys; they need no other column than those below.
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
                when kind = 'share' then {{ ratio('numerator', 'denominator') }}
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
        cast(source as string) as source
    from quality
)

select * from final
