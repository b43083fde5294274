with

landed as (
    {{ landed('survey_responses') }}
),

final as (
    select
        cast(survey_id as string) as survey_id,
        cast(response_no as string) as response_no,
        cast(submitted_at as timestamp) as submitted_at,
        cast(duration_seconds as bigint) as duration_seconds,
        cast(graduate_key as string) as graduate_key,
        cast(item_no as string) as item_no,
        cast(item as string) as item,
        cast(row_label as string) as row_label,
        cast(answer as string) as answer,
        cast(score as double) as score,
        cast(status as string) as answer_status,
        cast(delivery_id as string) as delivery_id,
        cast(delivery_mode as string) as delivery_mode,
        cast(recorded_on as date) as recorded_on,
        cast(source_file as string) as source_file
    from landed
)

select * from final
