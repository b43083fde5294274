with

source_rows as (
    select * from {{ source('landing', 'activity_kinds') }}
),

final as (
    select
        cast(code as string) as activity_kind,
        cast(label_zh as string) as label_zh,
        cast(label_en as string) as label_en
    from source_rows
)

select * from final
