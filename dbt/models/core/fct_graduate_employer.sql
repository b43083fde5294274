with

outcomes as (
    select *
    from {{ ref('fct_graduate_outcome') }}
    where
        snapshot = 'latest'
        and is_by_employer
        and coalesce(employer_uscc, employer_name) is not null
),

registrations as (
    select * from {{ ref('fct_fair_registration') }}
),

lists as (
    select * from {{ ref('stg_employer_lists') }}
),

named as (
    select
        *,
        upper(trim(employer_uscc)) as uscc,
        {{ normalised_text('employer_name') }} as employer_name_key
    from outcomes
),

known_codes as (
    select upper(employer_uscc) as uscc from registrations
    where is_attending and employer_uscc is not null
    union
    select upper(employer_uscc) as uscc from lists
    where employer_uscc is not null
),

known_names as (
    select employer_name_key from registrations
    where is_attending
    union
    select {{ normalised_text('employer_name') }} as employer_name_key from lists
),

final as (
    select
        named.class_year,
        named.graduate_key,
        named.is_counted,
        named.destination_parent_code,
        coalesce(named.uscc, 'name:' || named.employer_name_key) as employer_key,
        named.employer_name,
        named.employer_name_key,
        named.employer_uscc,
        named.employer_nature_code,
        -- 18 signs, or the 9 of the older organisation code.
        coalesce(length(replace(named.uscc, '-', '')) not in (9, 18), false) as has_invalid_code,
        known_codes.uscc is not null or known_names.employer_name_key is not null as is_known
    from named
    left join known_codes
        on named.uscc = known_codes.uscc
    left join known_names
        on named.employer_name_key = known_names.employer_name_key
)

select * from final
