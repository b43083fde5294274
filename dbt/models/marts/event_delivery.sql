with

event_deliveries as (
    select * from {{ ref('fct_event_delivery') }}
),

final as (
    select
        cast(feed as string) as feed,
        cast(event_id as string) as event_id,
        cast(delivery_id as string) as delivery_id
    from event_deliveries
)

select * from final
