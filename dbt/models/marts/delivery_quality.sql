with

deliveries as (
    select * from {{ ref('fct_delivery') }}
),

final as (
    select
        cast(delivery_id as string) as delivery_id,
        cast(feed as string) as feed,
        cast(file as string) as file,
        cast(recorded_on as date) as recorded_on,
        cast(delivery_mode as string) as delivery_mode,
        cast(class_year as bigint) as class_year,
        cast(survey_id as string) as survey_id,
        cast(format as string) as format,
        cast(encoding as string) as encoding,
        cast(sheet as string) as sheet,
        cast(header_row as bigint) as header_row,
        cast(rows_read as bigint) as rows_read,
        cast(accepted as bigint) as accepted,
        cast(quarantined as bigint) as quarantined,
        cast(duplicates as bigint) as duplicates,
        cast(totals_rows as bigint) as totals_rows,
        cast(top_reasons as string) as top_reasons,
        cast(status as string) as status,
        cast(reason as string) as reason,
        cast(what_to_do as string) as what_to_do,
        cast(notes as string) as notes,
        cast(dropped_columns as string) as dropped_columns
    from deliveries
)

select * from final
