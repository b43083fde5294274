with

source_rows as (
    select * from {{ source('landing', 'quarantine') }}
),

final as (
    select
        cast(feed as string) as feed,
        cast(delivery_id as string) as delivery_id,
        cast(sheet as string) as sheet,
        cast(line as bigint) as source_line,
        cast(rule as string) as rule,
        cast(column_name as string) as column_name,
        cast(reason as string) as reason
    from source_rows
)

select * from final
