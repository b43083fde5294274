with

source_rows as (
    select * from {{ source('landing', 'survey_box_rules') }}
),

final as (
    select
        cast(survey_id as string) as survey_id,
        cast(item_no as string) as item_no,
        cast(box_rule as string) as box_rule,
        cast(min_score as double) as min_score
    from source_rows
)

select * from final
