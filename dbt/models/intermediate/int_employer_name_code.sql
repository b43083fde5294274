with

records as (
    select * from {{ ref('int_employer_record') }}
),

decisions as (
    select * from {{ ref('stg_employer_decisions') }}
),

told_apart as (
    select
        employer_a as name_reference,
        employer_b as employer_code
    from decisions
    where decision = 'different'
    union
    select
        employer_b as name_reference,
        employer_a as employer_code
    from decisions
    where decision = 'different'
),

pairs as (
    select
        employer_name_key,
        employer_code,
        min(recorded_on) as first_recorded_on
    from records
    where employer_code is not null
    group by employer_name_key, employer_code
),

ordered as (
    select
        pairs.*,
        row_number() over (
            partition by pairs.employer_name_key
            order by pairs.first_recorded_on nulls last, pairs.employer_code nulls last
        ) as code_no,
        lead(pairs.first_recorded_on) over (
            partition by pairs.employer_name_key
            order by pairs.first_recorded_on nulls last, pairs.employer_code nulls last
        ) as next_recorded_on
    from pairs
    left join told_apart
        on
            pairs.employer_code = told_apart.employer_code
            and told_apart.name_reference = 'name:' || pairs.employer_name_key
    where told_apart.employer_code is null
),

final as (
    select
        employer_name_key,
        employer_code,
        first_recorded_on as known_from,
        -- From the day a second code is met the name tells nothing: guessing would merge strangers.
        next_recorded_on as known_until
    from ordered
    where code_no = 1
)

select * from final
