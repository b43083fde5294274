with

source_rows as (
    select * from {{ source('landing', 'lists') }}
),

final as (
    select
        cast(code as string) as list_name,
        cast(label_zh as string) as label_zh,
        cast(label_en as string) as label_en,
        cast(list_of as string) as list_of
    from source_rows
)

select * from final
