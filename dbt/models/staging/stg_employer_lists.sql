with

landed as (
    {{ landed('employer_lists') }}
),

final as (
    select
        cast(list_name as string) as list_name,
        cast(list_year as bigint) as list_year,
        cast(employer_name as string) as employer_name,
        cast(employer_uscc as string) as employer_uscc,
        cast(employer_code as string) as employer_code,
        cast(employer_name_key as string) as employer_name_key,
        cast(employer_parent_key as string) as employer_parent_key,
        cast(parent_name as string) as parent_name,
        cast(parent_name_key as string) as parent_name_key,
        cast(rank as bigint) as list_rank,
        cast(source as string) as list_source,
        cast(delivery_id as string) as delivery_id,
        cast(delivery_mode as string) as delivery_mode,
        cast(recorded_on as date) as recorded_on,
        cast(source_file as string) as source_file,
        cast(source_sheet as string) as source_sheet,
        cast(source_line as bigint) as source_line
    from landed
)

select * from final
