with

activities as (
    select * from {{ ref('stg_activities') }}
),

final as (
    select *
    from activities
    qualify
        {{ is_newest_of(['activity_id']) }}
        and {{ not_withdrawn([]) }}
)

select * from final
