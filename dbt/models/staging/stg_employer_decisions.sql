with

source_rows as (
    select * from {{ source('landing', 'employer_decisions') }}
),

final as (
    select
        cast(line as bigint) as ledger_line,
        cast(decision as string) as decision,
        cast(employer_a as string) as employer_a,
        cast(employer_b as string) as employer_b,
        cast(group_key as string) as group_key,
        cast(decided_on as date) as decided_on,
        cast(reason as string) as reason
    from source_rows
)

select * from final
