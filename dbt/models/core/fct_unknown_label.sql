with

labels as (
    select * from {{ ref('stg_unknown_labels') }}
),

deliveries as (
    select * from {{ ref('stg_deliveries') }}
),

final as (
    select
        deliveries.feed,
        labels.column_name,
        labels.label,
        labels.effect,
        labels.label_rows,
        labels.delivery_id,
        deliveries.file,
        deliveries.recorded_on,
        deliveries.status
    from labels
    inner join deliveries
        on labels.delivery_id = deliveries.delivery_id
)

select * from final
