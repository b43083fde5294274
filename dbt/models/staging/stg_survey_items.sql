with

source_rows as (
    select * from {{ source('landing', 'survey_items') }}
),

final as (
    select
        cast(survey_id as string) as survey_id,
        cast(item_no as string) as item_no,
        cast(item as string) as item,
        cast(kind as string) as item_kind,
        cast(scale_points as bigint) as scale_points,
        cast(breakdown as string) as breakdown
    from source_rows
)

select * from final
