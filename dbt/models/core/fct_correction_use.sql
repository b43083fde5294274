with

corrections as (
    select * from {{ ref('stg_corrections') }}
),

uses as (
    select * from {{ ref('stg_correction_uses') }}
),

deliveries as (
    select * from {{ ref('stg_deliveries') }}
),

final as (
    select
        corrections.ledger_line,
        corrections.feed,
        corrections.column_name,
        corrections.expected,
        corrections.new_value,
        corrections.reason,
        corrections.valid_until,
        deliveries.delivery_id,
        deliveries.file,
        deliveries.recorded_on,
        deliveries.status,
        uses.outcome,
        uses.outcome_rows
    from corrections
    left join uses
        on corrections.ledger_line = uses.ledger_line
    left join deliveries
        on uses.delivery_id = deliveries.delivery_id
)

select * from final
