with

versions as (
    select * from {{ ref('rate_version') }}
),

measures as (
    select * from {{ ref('rate_measure') }}
),

final as (
    select
        measures.rate_version,
        measures.measure,
        measures.label_zh,
        measures.label_en,
        measures.base,
        versions.from_year,
        versions.to_year,
        -- A version without any year is a comparison (NACE, LABOUR): never the official figure of a class year.
        (versions.from_year is not null or versions.to_year is not null) as is_ministry_version,
        versions.source,
        versions.source_en,
        versions.provenance,
        versions.note
    from measures
    inner join versions
        on measures.rate_version = versions.rate_version
)

select * from final
