with

landed as (
    {{ landed('fair_employers') }}
),

final as (
    select
        cast(fair_id as string) as fair_id,
        cast(employer_name as string) as employer_name,
        cast(employer_uscc as string) as employer_uscc,
        cast(employer_code as string) as employer_code,
        cast(employer_name_key as string) as employer_name_key,
        cast(employer_parent_key as string) as employer_parent_key,
        cast(employer_nature as string) as employer_nature_code,
        cast(industry as string) as industry_code,
        cast(region as string) as region_code,
        cast(positions as bigint) as positions,
        cast(headcount as bigint) as headcount,
        cast(recruiters as bigint) as recruiters,
        cast(booth_no as string) as booth_no,
        cast(registered_at as timestamp) as registered_at,
        cast(status as string) as registration_status,
        cast(delivery_id as string) as delivery_id,
        cast(delivery_mode as string) as delivery_mode,
        cast(recorded_on as date) as recorded_on,
        cast(source_file as string) as source_file,
        cast(source_sheet as string) as source_sheet,
        cast(source_line as bigint) as source_line
    from landed
)

select * from final
