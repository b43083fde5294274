with

source_rows as (
    select * from {{ source('landing', 'college_groups') }}
),

final as (
    select
        cast(college_group as string) as college_group,
        cast(college as string) as college
    from source_rows
)

select * from final
