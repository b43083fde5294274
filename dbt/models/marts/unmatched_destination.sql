with

records as (
    select * from {{ ref('fct_unmatched_destination') }}
),

final as (
    select
        cast(delivery_id as string) as delivery_id,
        -- Part of the grain: a text file has no sheet, which is not the same as an unknown one.
        cast(coalesce(source_sheet, '') as string) as source_sheet,
        cast(source_line as bigint) as source_line,
        cast(class_year as bigint) as class_year,
        cast(key_kind as string) as key_kind,
        cast(recorded_on as date) as recorded_on
    from records
)

select * from final
