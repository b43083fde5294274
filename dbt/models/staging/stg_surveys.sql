with

source_rows as (
    select * from {{ source('landing', 'surveys') }}
),

final as (
    select
        cast(survey_id as string) as survey_id,
        cast(title_zh as string) as title_zh,
        cast(title_en as string) as title_en,
        cast(population as string) as population,
        cast(class_year as bigint) as class_year,
        cast(frame as string) as frame_kind,
        cast(frame_n as bigint) as fixed_frame_n,
        cast(headline_item as string) as headline_item,
        cast(headline_box_rule as string) as headline_box_rule
    from source_rows
)

select * from final
