with

source_rows as (
    select * from {{ source('landing', 'unknown_labels') }}
),

final as (
    select
        cast(delivery_id as string) as delivery_id,
        cast(column_name as string) as column_name,
        cast(label as string) as label,
        cast(rows as bigint) as label_rows,
        cast(effect as string) as effect
    from source_rows
)

select * from final
