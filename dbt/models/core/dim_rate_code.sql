with

measures as (
    select * from {{ ref('dim_rate_measure') }}
),

numerators as (
    select * from {{ ref('rate_matrix') }}
),

bases as (
    select * from {{ ref('rate_base') }}
),

parents as (
    select * from {{ ref('dim_destination') }}
    where destination_code = parent_code
),

final as (
    select
        measures.rate_version,
        measures.measure,
        measures.label_zh,
        measures.label_en,
        parents.destination_code,
        parents.label_zh as destination_label,
        parents.label_en as destination_label_en,
        parents.category,
        numerators.destination_code is not null as in_numerator,
        bases.destination_code is not null as in_denominator,
        measures.base,
        measures.from_year,
        measures.to_year,
        measures.is_ministry_version,
        measures.source,
        measures.source_en,
        measures.provenance,
        measures.note
    from measures
    cross join parents
    left join numerators
        on
            measures.rate_version = numerators.rate_version
            and measures.measure = numerators.measure
            and parents.destination_code = numerators.destination_code
    left join bases
        on
            measures.base = bases.base
            and parents.destination_code = bases.destination_code
)

select * from final
