with

source_rows as (
    select * from {{ source('landing', 'snapshots') }}
),

final as (
    select
        cast(class_year as bigint) as class_year,
        cast(snapshot as string) as snapshot,
        cast(as_of as date) as as_of
    from source_rows
)

select * from final
