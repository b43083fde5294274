with

registrations as (
    select * from {{ ref('stg_fair_employers') }}
),

named as (
    select
        *,
        upper(employer_uscc) as uscc,
        {{ normalised_text('employer_name') }} as employer_name_key
    from registrations
),

-- A name that comes with one code in some list is that employer in the lists that give no code.
-- A name with two codes (two firms, or a typing error) is left alone: guessing would merge strangers.
names_with_one_code as (
    select
        employer_name_key,
        max(uscc) as uscc
    from named
    where uscc is not null
    group by employer_name_key
    having count(distinct uscc) = 1
),

keyed as (
    select
        named.*,
        coalesce(named.uscc, names_with_one_code.uscc) as resolved_uscc,
        coalesce(named.uscc, names_with_one_code.uscc, 'name:' || named.employer_name_key) as employer_key
    from named
    left join names_with_one_code
        on named.employer_name_key = names_with_one_code.employer_name_key
),

final as (
    select
        fair_id,
        employer_key,
        row_number() over (
            partition by fair_id, employer_key, delivery_id
            order by source_sheet nulls last, source_line nulls last
        ) as registration_no,
        employer_name,
        employer_name_key,
        resolved_uscc as employer_uscc,
        employer_nature_code,
        industry_code,
        region_code,
        positions,
        headcount,
        recruiters,
        booth_no,
        registered_at,
        registration_status,
        delivery_id
    from keyed
    qualify
        {{ is_newest_of(['fair_id', 'employer_key']) }}
        and {{ not_withdrawn(['fair_id']) }}
)

select * from final
