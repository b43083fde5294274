{{ config(materialized='table') }}

with

moves as (
    select * from {{ ref('fct_restatement') }}
),

destination_codes as (
    select * from {{ ref('dim_destination') }}
),

final as (
    select
        cast(moves.institution_code as string) as institution_code,
        cast(moves.class_year as bigint) as class_year,
        cast(moves.from_snapshot as string) as from_snapshot,
        cast(moves.from_as_of as date) as from_as_of,
        cast(moves.to_snapshot as string) as to_snapshot,
        cast(moves.to_as_of as date) as to_as_of,
        cast(moves.is_consecutive as boolean) as is_consecutive,
        cast(moves.from_code as string) as from_code,
        cast(coalesce(from_codes.label_zh, '不在册') as string) as from_label,
        cast(coalesce(from_codes.label_en, 'not on roster') as string) as from_label_en,
        cast(moves.to_code as string) as to_code,
        cast(coalesce(to_codes.label_zh, '不在册') as string) as to_label,
        cast(coalesce(to_codes.label_en, 'not on roster') as string) as to_label_en,
        cast(moves.graduates as bigint) as graduates,
        cast(moves.from_graduates as bigint) as from_graduates,
        cast({{ ratio('moves.graduates', 'moves.from_graduates') }} as double) as share
    from moves
    left join destination_codes as from_codes
        on moves.from_code = from_codes.destination_code
    left join destination_codes as to_codes
        on moves.to_code = to_codes.destination_code
)

select * from final
