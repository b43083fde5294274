with

lists as (
    select * from {{ ref('stg_lists') }}
),

final as (
    select
        list_name,
        label_zh,
        label_en,
        list_of
    from lists
)

select * from final
