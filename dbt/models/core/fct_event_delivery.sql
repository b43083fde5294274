with

event_deliveries as (
    select * from {{ ref('int_event_delivery') }}
),

final as (
    select
        feed,
        event_id,
        delivery_id
    from event_deliveries
)

select * from final
