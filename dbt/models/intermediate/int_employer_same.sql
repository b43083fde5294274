with

decisions as (
    select * from {{ ref('stg_employer_decisions') }}
    where decision = 'same'
),

name_codes as (
    select * from {{ ref('int_employer_name_code') }}
    where known_until is null
),

referred as (
    select
        employer_a as reference,
        group_key
    from decisions
    union
    select
        employer_b as reference,
        group_key
    from decisions
),

-- A decision on a name holds for the code that this name comes with as well.
carried as (
    select * from referred
    union
    select
        name_codes.employer_code as reference,
        referred.group_key
    from referred
    inner join name_codes
        on referred.reference = 'name:' || name_codes.employer_name_key
),

final as (
    select
        reference,
        min(group_key) as employer_key,
        count(distinct group_key) as group_count
    from carried
    group by reference
)

select * from final
