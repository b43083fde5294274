with

decisions as (
    select * from {{ ref('fct_employer_decision') }}
),

final as (
    select
        cast(ledger_line as bigint) as ledger_line,
        cast(decision as string) as decision,
        cast(employer_a as string) as employer_a,
        cast(employer_b as string) as employer_b,
        cast(employer_key_a as string) as employer_key_a,
        cast(employer_key_b as string) as employer_key_b,
        cast(decided_on as date) as decided_on,
        cast(reason as string) as reason
    from decisions
)

select * from final
