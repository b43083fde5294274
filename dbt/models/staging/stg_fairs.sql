with

landed as (
    {{ landed('fairs') }}
),

final as (
    select
        cast(fair_id as string) as fair_id,
        cast(fair_name as string) as fair_name,
        cast(held_on as date) as held_on,
        cast(coalesce(held_until, held_on) as date) as held_until,
        cast(campus as string) as campus,
        cast(venue as string) as venue,
        cast(kind as string) as kind_code,
        cast(booths as bigint) as booths,
        cast(employers_declared as bigint) as employers_declared,
        cast(positions_declared as bigint) as positions_declared,
        cast(recruiters_declared as bigint) as recruiters_declared,
        cast(students_declared as bigint) as students_declared,
        cast(delivery_id as string) as delivery_id,
        cast(delivery_mode as string) as delivery_mode,
        cast(recorded_on as date) as recorded_on,
        cast(source_file as string) as source_file
    from landed
)

select * from final
