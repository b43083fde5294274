with

members as (
    select * from {{ ref('fct_programme_member') }}
),

final as (
    select
        cast(programme as string) as programme,
        cast(year as bigint) as year,
        cast(graduate_key as string) as graduate_key,
        cast(joined_on as date) as joined_on,
        cast(campus as string) as campus,
        cast(college as string) as college,
        cast(academy as string) as academy,
        cast(is_on_roster as boolean) as is_on_roster,
        cast(class_year as bigint) as class_year,
        cast(degree_level as string) as degree_level,
        cast(destination_code as string) as destination_code,
        cast(outcome as string) as outcome,
        cast(is_placed as boolean) as is_placed,
        cast(delivery_id as string) as delivery_id
    from members
)

select * from final
