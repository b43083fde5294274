{# The rows of one feed that count: those of deliveries the register says are landed. Files left in the cache by
   refused or withdrawn deliveries stay out. Adds `delivery_mode` (delta or full). Every stg_ model of a feed
   starts with this and nothing else reads a feed's source. #}
{% macro landed(feed) -%}
    select
        feed_row.*,
        -- A full list with rows nobody could read does not say who is missing from it: it withdraws nobody.
        case when register.mode = 'full' and register.quarantined > 0 then 'delta' else register.mode end as delivery_mode
    from {{ source('landing', feed) }} as feed_row
    inner join {{ source('landing', 'deliveries') }} as register
        on feed_row.delivery_id = register.delivery_id
    where register.status = 'landed'
{%- endmacro %}
