with

decisions as (
    select * from {{ ref('stg_employer_decisions') }}
),

same_employers as (
    select * from {{ ref('int_employer_same') }}
),

names as (
    select
        'name:' || employer_name_key as reference,
        employer_key
    from {{ ref('int_employer_identity') }}
    where
        employer_code is null
        and is_current
),

final as (
    select
        decisions.ledger_line,
        decisions.decision,
        decisions.employer_a,
        decisions.employer_b,
        coalesce(names_a.employer_key, same_a.employer_key, decisions.employer_a) as employer_key_a,
        coalesce(names_b.employer_key, same_b.employer_key, decisions.employer_b) as employer_key_b,
        decisions.decided_on,
        decisions.reason
    from decisions
    left join names as names_a on decisions.employer_a = names_a.reference
    left join names as names_b on decisions.employer_b = names_b.reference
    left join same_employers as same_a on decisions.employer_a = same_a.reference
    left join same_employers as same_b on decisions.employer_b = same_b.reference
)

select * from final
