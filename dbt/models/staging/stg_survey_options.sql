with

source_rows as (
    select * from {{ source('landing', 'survey_options') }}
),

final as (
    select
        cast(survey_id as string) as survey_id,
        cast(item_no as string) as item_no,
        cast(option as string) as option_text,
        cast(score as double) as score,
        cast(is_excluded as boolean) as is_excluded,
        cast(position as bigint) as option_position
    from source_rows
)

select * from final
