{{ config(materialized='table') }}

with

labels as (
    select * from {{ ref('fct_unknown_label') }}
),

final as (
    select
        cast(feed as string) as feed,
        cast(column_name as string) as column_name,
        cast(label as string) as label,
        cast(sum(label_rows) as bigint) as label_rows,
        cast(sum(case when effect = 'row_quarantined' then label_rows else 0 end) as bigint) as rows_quarantined,
        cast(count(distinct delivery_id) as bigint) as files,
        cast(min(recorded_on) as date) as first_recorded_on,
        cast(max(recorded_on) as date) as last_recorded_on
    from labels
    group by feed, column_name, label
)

select * from final
