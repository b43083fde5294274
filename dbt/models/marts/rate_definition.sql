with

definitions as (
    select * from {{ ref('dim_rate_definition') }}
),

final as (
    select
        cast(rate_version as string) as rate_version,
        cast(measure as string) as measure,
        cast(measure_label as string) as measure_label,
        cast(destination_code as string) as destination_code,
        cast(in_numerator as boolean) as in_numerator,
        cast(in_denominator as boolean) as in_denominator,
        cast(from_year as bigint) as from_year,
        cast(to_year as bigint) as to_year,
        cast(source as string) as source,
        cast(note as string) as provenance
    from definitions
)

select * from final
