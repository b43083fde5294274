{# Adds a key to what was landed: a table would be a second copy of it. #}
{{ config(materialized='view') }}

with

destinations as (
    select * from {{ ref('stg_destinations') }}
),

final as (
    select
        *,
        coalesce(graduate_key, 'exam:' || exam_key) as record_key
    from destinations
)

select * from final
