with

counts as (
    select * from {{ ref('fct_fair_outcome') }}
),

final as (
    select
        cast(class_year as bigint) as class_year,
        cast(snapshot as string) as snapshot,
        cast(as_of as date) as as_of,
        cast(degree_level as string) as degree_level,
        cast(fairs_attended as string) as fairs_attended,
        cast(graduates as bigint) as graduates,
        cast(placed as bigint) as placed,
        cast({{ ratio('placed', 'graduates') }} as double) as placement_rate
    from counts
)

select * from final
