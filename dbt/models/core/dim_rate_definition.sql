with

measures as (
    select * from {{ ref('dim_rate_measure') }}
),

bases as (
    select * from {{ ref('rate_base') }}
),

numerators as (
    select * from {{ ref('rate_matrix') }}
),

destination_codes as (
    select distinct parent_code
    from {{ ref('dim_destination') }}
),

final as (
    select
        measures.rate_version,
        measures.measure,
        measures.label_zh as measure_label,
        destination_codes.parent_code as destination_code,
        -- A numerator is part of its denominator, whatever the matrix says of codes outside the base.
        (numerators.destination_code is not null and bases.destination_code is not null) as in_numerator,
        bases.destination_code is not null as in_denominator,
        measures.from_year,
        measures.to_year,
        measures.source,
        measures.note
    from measures
    cross join destination_codes
    left join bases
        on
            measures.base = bases.base
            and destination_codes.parent_code = bases.destination_code
    left join numerators
        on
            measures.rate_version = numerators.rate_version
            and measures.measure = numerators.measure
            and destination_codes.parent_code = numerators.destination_code
)

select * from final
