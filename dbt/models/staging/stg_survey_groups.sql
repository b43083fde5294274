with

source_rows as (
    select * from {{ source('landing', 'survey_groups') }}
),

final as (
    select
        cast(survey_id as string) as survey_id,
        cast(item_no as string) as item_no,
        cast(answer as string) as answer,
        cast(breakdown_value as string) as breakdown_value
    from source_rows
)

select * from final
