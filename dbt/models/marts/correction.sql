{{ config(materialized='table') }}

with

uses as (
    select * from {{ ref('fct_correction_use') }}
),

lines as (
    select distinct
        ledger_line,
        feed,
        column_name,
        expected,
        new_value,
        reason,
        valid_until
    from uses
),

landed as (
    select * from uses
    where status = 'landed'
),

newest as (
    select
        ledger_line,
        outcome,
        file,
        row_number() over (
            partition by ledger_line
            order by recorded_on desc, case when outcome = 'applied' then 0 else 1 end, file desc
        ) as place
    from landed
),

applied as (
    select
        ledger_line,
        count(distinct delivery_id) as deliveries_applied,
        sum(outcome_rows) as rows_corrected,
        max(recorded_on) as last_applied_on
    from landed
    where outcome = 'applied'
    group by ledger_line
),

-- What a file said before a line first applied is no matter: states change, and the error came later.
lapsed as (
    select
        landed.ledger_line,
        min(landed.recorded_on) as lapsed_on
    from landed
    left join applied
        on landed.ledger_line = applied.ledger_line
    where
        landed.outcome <> 'applied'
        and (applied.last_applied_on is null or landed.recorded_on > applied.last_applied_on)
    group by landed.ledger_line
),

final as (
    select
        cast(lines.ledger_line as bigint) as ledger_line,
        cast(lines.feed as string) as feed,
        cast(lines.column_name as string) as column_name,
        cast(lines.expected as string) as expected,
        cast(lines.new_value as string) as new_value,
        cast(lines.reason as string) as reason,
        cast(lines.valid_until as date) as valid_until,
        cast(coalesce(newest.outcome, 'unused') as string) as state,
        cast(coalesce(applied.deliveries_applied, 0) as bigint) as deliveries_applied,
        cast(coalesce(applied.rows_corrected, 0) as bigint) as rows_corrected,
        cast(applied.last_applied_on as date) as last_applied_on,
        cast(lapsed.lapsed_on as date) as lapsed_on,
        cast(newest.file as string) as newest_file
    from lines
    left join newest
        on
            lines.ledger_line = newest.ledger_line
            and newest.place = 1
    left join applied
        on lines.ledger_line = applied.ledger_line
    left join lapsed
        on lines.ledger_line = lapsed.ledger_line
)

select * from final
