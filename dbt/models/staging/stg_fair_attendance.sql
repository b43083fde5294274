with

landed as (
    {{ landed('fair_attendance') }}
),

final as (
    select
        cast(fair_id as string) as fair_id,
        cast(graduate_key as string) as graduate_key,
        cast(mobile_key as string) as mobile_key,
        cast(checked_in_at as timestamp) as checked_in_at,
        cast(channel as string) as channel,
        cast(delivery_id as string) as delivery_id,
        cast(delivery_mode as string) as delivery_mode,
        cast(recorded_on as date) as recorded_on,
        cast(source_file as string) as source_file
    from landed
)

select * from final
