with

goals as (
    select * from {{ ref('stg_goals') }}
),

final as (
    select
        goal_year,
        goal_id,
        goal,
        goal_en,
        target,
        unit,
        indicator,
        indicator_of,
        snapshot,
        stated,
        direction
    from goals
)

select * from final
