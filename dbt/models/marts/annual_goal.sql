{{ config(materialized='table') }}

with

goals as (
    select * from {{ ref('dim_goal') }}
),

indicators as (
    select * from {{ ref('fct_indicator') }}
),

measured as (
    select
        goals.*,
        goals.indicator is null and goals.stated is not null as is_stated,
        case when goals.indicator is null then goals.stated else indicators.indicator_value end as actual,
        indicators.numerator,
        indicators.denominator
    from goals
    left join indicators
        on
            goals.goal_year = indicators.indicator_year
            and goals.indicator = indicators.indicator
            and coalesce(goals.indicator_of, '') = coalesce(indicators.indicator_of, '')
            and goals.snapshot = coalesce(indicators.snapshot, goals.snapshot)
),

final as (
    select
        cast(goal_year as bigint) as year,
        cast(goal_id as string) as goal_id,
        cast(goal as string) as goal,
        cast(goal_en as string) as goal_en,
        cast(indicator as string) as indicator,
        cast(indicator_of as string) as indicator_of,
        cast(case when indicator is not null then snapshot end as string) as snapshot,
        cast(direction as string) as direction,
        cast(target as double) as target,
        cast(actual as double) as actual,
        cast(unit as string) as unit,
        cast(numerator as bigint) as numerator,
        cast(denominator as bigint) as denominator,
        cast(is_stated as boolean) as is_stated,
        -- Null where there is no target or no figure: a goal nobody has measured is not a goal missed.
        cast(case when direction = 'at_most' then actual <= target else actual >= target end as boolean) as met
    from measured
)

select * from final
