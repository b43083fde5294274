with

landed as (
    {{ landed('activities') }}
),

final as (
    select
        cast(activity_id as string) as activity_id,
        cast(activity_name as string) as activity_name,
        cast(kind as string) as activity_kind,
        cast(pillar as string) as pillar,
        cast(held_on as date) as held_on,
        cast(coalesce(ended_on, held_until, held_on) as date) as ended_on,
        cast(campus as string) as campus,
        cast(hours as double) as hours,
        cast(online as string) as online,
        cast(person_times_declared as bigint) as person_times_declared,
        cast(delivery_id as string) as delivery_id,
        cast(delivery_mode as string) as delivery_mode,
        cast(recorded_on as date) as recorded_on,
        cast(source_file as string) as source_file,
        cast(source_sheet as string) as source_sheet,
        cast(source_line as bigint) as source_line
    from landed
)

select * from final
