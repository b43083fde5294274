-- What it is: for every breakdown and degree level the groups add up to the overall count, and the levels to `all`.
-- When it matters: a value that is null falls out of its breakdown, and the table of colleges misses graduates.
-- How to resolve: a breakdown column must be coalesced to 'unknown' in int_graduate_profile.
with

counts as (
    select * from {{ ref('fct_destination_count') }}
),

by_breakdown as (
    select
        class_year,
        snapshot,
        degree_level,
        breakdown,
        sum(graduates) as graduates
    from counts
    group by class_year, snapshot, degree_level, breakdown
),

overall as (
    select * from by_breakdown
    where breakdown = 'overall'
),

levels as (
    select
        class_year,
        snapshot,
        sum(case when degree_level = 'all' then graduates else 0 end) as whole,
        sum(case when degree_level <> 'all' then graduates else 0 end) as parts
    from overall
    group by class_year, snapshot
),

final as (
    select
        by_breakdown.class_year,
        by_breakdown.snapshot,
        by_breakdown.degree_level,
        by_breakdown.breakdown,
        by_breakdown.graduates as parts,
        overall.graduates as whole
    from by_breakdown
    inner join overall
        on
            by_breakdown.class_year = overall.class_year
            and by_breakdown.snapshot = overall.snapshot
            and by_breakdown.degree_level = overall.degree_level
    where by_breakdown.graduates <> overall.graduates
    union all
    select
        class_year,
        snapshot,
        'all' as degree_level,
        'degree_level' as breakdown,
        parts,
        whole
    from levels
    where parts <> whole
)

select * from final
