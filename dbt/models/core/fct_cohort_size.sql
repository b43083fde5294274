with

graduates as (
    select * from {{ ref('fct_graduate_outcome') }}
),

final as (
    select
        institution_code,
        class_year,
        snapshot,
        as_of,
        case when grouping(degree_level) = 1 then 'all' else degree_level end as degree_level,
        count(*) as on_roster,
        count(*) filter (where is_completed) as completed,
        count(*) filter (where is_counted) as graduates
    from graduates
    group by
        grouping sets (
            (institution_code, class_year, snapshot, as_of, degree_level),
            (institution_code, class_year, snapshot, as_of)
        )
)

select * from final
