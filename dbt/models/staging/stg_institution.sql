with

source_rows as (
    select * from {{ source('landing', 'institution') }}
),

final as (
    select
        cast(institution_code as string) as institution_code,
        cast(name_zh as string) as name_zh,
        cast(name_en as string) as name_en,
        cast(province_code as string) as province_code,
        cast(time_zone as string) as time_zone,
        coalesce(cast(completed_counts as boolean), true) as completed_counts
    from source_rows
)

select * from final
