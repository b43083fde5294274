with

members as (
    select * from {{ ref('int_programme_member') }}
),

-- A student who was on the roster of two class years (a deferral) is a graduate of the newer one.
graduates as (
    select *
    from {{ ref('fct_graduate_outcome') }}
    where snapshot = 'latest' and is_counted
    qualify row_number() over (partition by graduate_key order by class_year desc nulls last) = 1
),

final as (
    select
        members.programme,
        members.year,
        members.graduate_key,
        members.joined_on,
        coalesce(members.campus, nullif(graduates.campus, 'unknown')) as campus,
        coalesce(members.college, nullif(graduates.college, 'unknown')) as college,
        coalesce(members.academy, nullif(graduates.academy, 'unknown')) as academy,
        graduates.class_year,
        graduates.degree_level,
        graduates.graduate_key is not null as is_on_roster,
        graduates.destination_code,
        graduates.outcome,
        coalesce(graduates.outcome in ('employed', 'further_study'), false) as is_placed,
        members.delivery_id
    from members
    left join graduates
        on members.graduate_key = graduates.graduate_key
)

select * from final
