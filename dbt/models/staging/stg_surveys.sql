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
        cast(headline_box_rule as string) as headline_box_rule,
        cast(complete_share as double) as complete_share,
        cast(min_seconds as bigint) as min_seconds,
        cast(straight_line_items as bigint) as straight_line_items,
        cast(excludes_speeders as boolean) as excludes_speeders,
        cast(excludes_straight_liners as boolean) as excludes_straight_liners,
        cast(excludes_duplicates as boolean) as excludes_duplicates,
        cast(excludes_repeats as boolean) as excludes_repeats,
        cast(excludes_incomplete as boolean) as excludes_incomplete,
        cast(policy as string) as policy,
        cast(policy_zh as string) as policy_zh
    from source_rows
)

select * from final
