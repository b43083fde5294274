with

uses as (
    select * from {{ ref('fct_correction_use') }}
),

final as (
    select
        cast(ledger_line as bigint) as ledger_line,
        cast(delivery_id as string) as delivery_id,
        cast(file as string) as file,
        cast(recorded_on as date) as recorded_on,
        cast(status as string) as status,
        cast(outcome as string) as outcome,
        cast(outcome_rows as bigint) as outcome_rows
    from uses
    where delivery_id is not null
)

select * from final
