-- What it is: in every group, the graduates of all categories (contract, startup, flexible, further_study, seeking,
--   not_seeking, unknown) add up to N as the roster has it, and their shares to 1.
-- When it matters: a graduate with two destinations, or none, or a code without a category; every rate is wrong then.
-- How to resolve: look for the group's graduates in core.fct_graduate_outcome; a doubled graduate_key points at
--   int_graduate_profile, a missing one at a code that is not in the seed code_destination.
with

structure as (
    select * from {{ ref('destination_structure') }}
),

sizes as (
    select * from {{ ref('cohort_size') }}
),

summed as (
    select
        class_year,
        snapshot,
        degree_level,
        breakdown,
        breakdown_value,
        sum(graduates) as graduates,
        sum(share) as share
    from structure
    where category in ('contract', 'startup', 'flexible', 'further_study', 'seeking', 'not_seeking', 'unknown')
    group by class_year, snapshot, degree_level, breakdown, breakdown_value
),

final as (
    select
        summed.*,
        sizes.graduates as expected
    from summed
    left join sizes
        on
            summed.class_year = sizes.class_year
            and summed.snapshot = sizes.snapshot
            and summed.degree_level = sizes.degree_level
    where
        abs(summed.share - 1) > 0.000001
        or (summed.breakdown = 'overall' and summed.graduates <> coalesce(sizes.graduates, -1))
)

select * from final
