with

fairs as (
    select * from {{ ref('stg_fairs') }}
),

final as (
    select *
    from fairs
    qualify
        {{ is_newest_of(['fair_id']) }}
        and {{ not_withdrawn([]) }}
)

select * from final
