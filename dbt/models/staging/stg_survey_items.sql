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
        cast(breakdown as string) as breakdown,
        cast(measure as string) as measure,
        cast(measure_box_rule as string) as measure_box_rule,
        cast(reported_percent as string) as reported_percent,
        cast(reported_box_rule as string) as reported_box_rule
    from source_rows
)

select * from final
