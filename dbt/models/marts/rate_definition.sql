with

codes as (
    select * from {{ ref('dim_rate_code') }}
),

final as (
    select
        cast(rate_version as string) as rate_version,
        cast(measure as string) as measure,
        cast(label_zh as string) as measure_label,
        cast(label_en as string) as measure_label_en,
        cast(destination_code as string) as destination_code,
        cast(destination_label as string) as destination_label,
        cast(destination_label_en as string) as destination_label_en,
        cast(category as string) as category,
        cast(in_numerator as boolean) as in_numerator,
        cast(in_denominator as boolean) as in_denominator,
        cast(base as string) as base,
        cast(from_year as bigint) as from_year,
        cast(to_year as bigint) as to_year,
        cast(is_ministry_version as boolean) as is_ministry_version,
        cast(source as string) as source,
        cast(source_en as string) as source_en,
        cast(provenance as string) as provenance,
        cast(note as string) as note
    from codes
)

select * from final
