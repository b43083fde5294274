with

states as (
    select * from {{ ref('int_graduate_state') }}
),

degrees as (
    select * from {{ ref('code_degree') }}
),

destination_codes as (
    select * from {{ ref('dim_destination') }}
),

institution as (
    select * from {{ ref('stg_institution') }}
),

described as (
    select
        institution.institution_code,
        states.class_year,
        states.graduate_key,
        states.from_day,
        states.until_day,
        states.standing,
        states.standing_told_by,
        states.is_on_roster,
        coalesce(degrees.degree_level, 'unknown') as degree_level,
        {{ is_completed('states.standing', 'degrees.is_completed') }} as is_completed,
        (
            states.is_on_roster
            and {{ is_counted(
                is_completed('states.standing', 'degrees.is_completed'), 'institution.completed_counts'
            ) }}
        ) as is_counted,
        case when states.is_on_roster then coalesce(states.destination_code, 'unknown') else 'not_on_roster' end
            as destination_code,
        states.roster_delivery_id,
        states.destination_delivery_id
    from states
    left join degrees
        on states.degree_code = degrees.code
    cross join institution
),

-- A delivery that says again what was known before makes no new state.
compared as (
    select
        *,
        coalesce(
            lag(standing || standing_told_by || degree_level || destination_code) over (
                partition by class_year, graduate_key order by from_day nulls last
            ),
            'nothing'
        ) <> standing || standing_told_by || degree_level || destination_code
        or coalesce(
            lag(is_completed) over (partition by class_year, graduate_key order by from_day nulls last), is_completed
        ) <> is_completed as is_new
    from described
),

changed as (
    select
        *,
        coalesce(
            lead(from_day) over (partition by class_year, graduate_key order by from_day nulls last),
            {{ open_end() }}
        ) as next_from_day
    from compared
    where is_new
),

final as (
    select
        changed.institution_code,
        changed.class_year,
        changed.graduate_key,
        changed.from_day,
        changed.next_from_day as until_day,
        changed.standing,
        changed.standing_told_by,
        changed.is_on_roster,
        changed.is_completed,
        changed.is_counted,
        changed.degree_level,
        changed.destination_code,
        coalesce(destination_codes.parent_code, 'not_on_roster') as destination_parent_code,
        coalesce(destination_codes.outcome, 'not_on_roster') as outcome,
        coalesce(destination_codes.category, 'not_on_roster') as category,
        changed.roster_delivery_id,
        changed.destination_delivery_id
    from changed
    left join destination_codes
        on changed.destination_code = destination_codes.destination_code
)

select * from final
