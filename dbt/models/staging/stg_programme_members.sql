with

landed as (
    {{ landed('programme_members') }}
),

final as (
    select
        cast(programme as string) as programme,
        cast(year as bigint) as year,
        cast(graduate_key as string) as graduate_key,
        cast(role as string) as member_role,
        cast(team as string) as team,
        cast(joined_on as date) as joined_on,
        cast(campus as string) as campus,
        cast(college as string) as college,
        cast(academy as string) as academy,
        cast(delivery_id as string) as delivery_id,
        cast(delivery_mode as string) as delivery_mode,
        cast(recorded_on as date) as recorded_on,
        cast(source_file as string) as source_file,
        cast(source_sheet as string) as source_sheet,
        cast(source_line as bigint) as source_line
    from landed
)

select * from final
