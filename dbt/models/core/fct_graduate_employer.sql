with

outcomes as (
    select *
    from {{ ref('fct_graduate_outcome') }}
    where
        snapshot = 'latest'
        and is_by_employer
        and employer_key is not null
),

fair_employers as (
    select distinct employer_key
    from {{ ref('fct_fair_registration') }}
    where is_attending
),

final as (
    select
        outcomes.class_year,
        outcomes.graduate_key,
        outcomes.is_counted,
        outcomes.destination_parent_code,
        outcomes.employer_key,
        outcomes.employer_name,
        {{ normalised_text('outcomes.employer_name') }} as employer_name_key,
        outcomes.employer_uscc,
        outcomes.employer_nature_code,
        -- Ingest has checked the check character: a code of which nothing was kept is none.
        outcomes.employer_uscc is not null and outcomes.employer_code is null as has_invalid_code,
        fair_employers.employer_key is not null or outcomes.employer_lists is not null as is_known
    from outcomes
    left join fair_employers
        on outcomes.employer_key = fair_employers.employer_key
)

select * from final
