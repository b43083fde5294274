with

states as (
    select * from {{ ref('fct_graduate_history') }}
),

final as (
    select
        cast(institution_code as string) as institution_code,
        cast(class_year as bigint) as class_year,
        cast(graduate_key as string) as graduate_key,
        cast(from_day as date) as from_day,
        cast(nullif(until_day, {{ open_end() }}) as date) as until_day,
        cast(standing as string) as standing,
        cast(standing_told_by as string) as standing_told_by,
        cast(is_on_roster as boolean) as is_on_roster,
        cast(is_completed as boolean) as is_completed,
        cast(is_counted as boolean) as is_counted,
        cast(degree_level as string) as degree_level,
        cast(destination_code as string) as destination_code,
        cast(destination_parent_code as string) as destination_parent_code,
        cast(outcome as string) as outcome,
        cast(category as string) as category,
        cast(roster_delivery_id as string) as roster_delivery_id,
        cast(destination_delivery_id as string) as destination_delivery_id
    from states
)

select * from final
