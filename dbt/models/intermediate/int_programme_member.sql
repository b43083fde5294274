with

members as (
    select * from {{ ref('stg_programme_members') }}
),

final as (
    select *
    from members
    qualify
        {{ is_newest_of(['programme', 'year', 'graduate_key']) }}
        and {{ not_withdrawn(['programme', 'year']) }}
)

select * from final
