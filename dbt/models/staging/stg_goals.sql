with

source_rows as (
    select * from {{ source('landing', 'goals') }}
),

final as (
    select
        cast(goal_id as string) as goal_id,
        cast(year as bigint) as goal_year,
        cast(goal as string) as goal,
        cast(goal_en as string) as goal_en,
        cast(target as double) as target,
        cast(unit as string) as unit,
        cast(indicator as string) as indicator,
        cast(indicator_of as string) as indicator_of,
        cast(snapshot as string) as snapshot,
        cast(stated as double) as stated,
        cast(direction as string) as direction
    from source_rows
)

select * from final
