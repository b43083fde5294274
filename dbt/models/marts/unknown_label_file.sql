with

labels as (
    select * from {{ ref('fct_unknown_label') }}
),

final as (
    select
        cast(feed as string) as feed,
        cast(column_name as string) as column_name,
        cast(label as string) as label,
        cast(label_rows as bigint) as label_rows,
        cast(effect as string) as effect,
        cast(delivery_id as string) as delivery_id,
        cast(file as string) as file,
        cast(recorded_on as date) as recorded_on,
        cast(status as string) as status
    from labels
)

select * from final
