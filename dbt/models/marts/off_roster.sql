with

students as (
    select * from {{ ref('fct_off_roster') }}
),

final as (
    select
        cast(institution_code as string) as institution_code,
        cast(class_year as bigint) as class_year,
        cast(snapshot as string) as snapshot,
        cast(as_of as date) as as_of,
        cast(degree_level as string) as degree_level,
        cast(standing as string) as standing,
        cast(standing_told_by as string) as standing_told_by,
        cast(students as bigint) as students
    from students
)

select * from final
