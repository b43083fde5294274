with

registrations as (
    select * from {{ ref('stg_fair_employers') }}
),

identities as (
    select * from {{ ref('int_employer_identity') }}
    where is_current
),

keyed as (
    select
        registrations.*,
        identities.employer_key
    from registrations
    inner join identities
        on
            registrations.employer_name_key = identities.employer_name_key
            and coalesce(registrations.employer_code, '') = coalesce(identities.employer_code, '')
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
        employer_uscc,
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
