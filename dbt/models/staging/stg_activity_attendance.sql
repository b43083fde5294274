with

landed as (
    {{ landed('activity_attendance') }}
),

final as (
    select
        cast(activity_id as string) as activity_id,
        cast(graduate_key as string) as graduate_key,
        cast(mobile_key as string) as mobile_key,
        cast(checked_in_at as timestamp) as checked_in_at,
        cast(delivery_id as string) as delivery_id,
        cast(delivery_mode as string) as delivery_mode,
        cast(recorded_on as date) as recorded_on,
        cast(source_file as string) as source_file,
        cast(source_sheet as string) as source_sheet,
        cast(source_line as bigint) as source_line
    from landed
)

select * from final
