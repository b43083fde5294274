{{ config(materialized='table') }}

with

records as (
    select * from {{ ref('fct_unmatched_destination') }}
),

final as (
    select
        cast(class_year as bigint) as class_year,
        cast('destinations' as string) as feed,
        cast(key_kind as string) as key_kind,
        cast(count(distinct delivery_id) as bigint) as deliveries,
        cast(count(*) as bigint) as records,
        cast(max(recorded_on) as date) as last_recorded_on
    from records
    group by class_year, key_kind
)

select * from final
