with

source_rows as (
    select * from {{ source('landing', 'corrections') }}
),

final as (
    select
        cast(line as bigint) as ledger_line,
        cast(feed as string) as feed,
        cast(column_name as string) as column_name,
        cast(expected as string) as expected,
        cast(new_value as string) as new_value,
        cast(reason as string) as reason,
        cast(valid_until as date) as valid_until
    from source_rows
)

select * from final
