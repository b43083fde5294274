with

source_rows as (
    select * from {{ source('landing', 'survey_measure_options') }}
),

final as (
    select
        cast(survey_id as string) as survey_id,
        cast(item_no as string) as item_no,
        cast(option as string) as option_text
    from source_rows
)

select * from final
