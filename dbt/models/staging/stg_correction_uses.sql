with

source_rows as (
    select * from {{ source('landing', 'correction_uses') }}
),

final as (
    select
        cast(delivery_id as string) as delivery_id,
        cast(line as bigint) as ledger_line,
        cast(outcome as string) as outcome,
        cast(rows as bigint) as outcome_rows
    from source_rows
)

select * from final
