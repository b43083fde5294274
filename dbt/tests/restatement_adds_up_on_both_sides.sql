-- What it is: between two snapshots, the graduates by first code add up to the earlier snapshot's destinations, and
--   those by second code to the later one's.
-- When it matters: a restatement that does not add up explains a difference with graduates who do not exist.
-- How to resolve: for the code in the row, compare fct_restatement with fct_destination_count of that snapshot; a
--   doubled graduate points at a snapshot with two rows for one graduate_key, a missing pair at int_cohort_snapshot.
with

moves as (
    select * from {{ ref('restatement') }}
),

counts as (
    select
        class_year,
        snapshot,
        destination_code,
        graduates
    from {{ ref('fct_destination_count') }}
    where breakdown = 'overall' and degree_level = 'all'
),

pairs as (
    select distinct
        class_year,
        from_snapshot,
        to_snapshot
    from moves
),

sides as (
    select
        class_year,
        from_snapshot,
        to_snapshot,
        from_snapshot as snapshot,
        from_code as destination_code,
        sum(graduates) as graduates
    from moves
    group by class_year, from_snapshot, to_snapshot, from_code
    union all
    select
        class_year,
        from_snapshot,
        to_snapshot,
        to_snapshot as snapshot,
        to_code as destination_code,
        sum(graduates) as graduates
    from moves
    group by class_year, from_snapshot, to_snapshot, to_code
),

expected as (
    select
        pairs.class_year,
        pairs.from_snapshot,
        pairs.to_snapshot,
        counts.snapshot,
        counts.destination_code,
        counts.graduates
    from pairs
    inner join counts
        on
            pairs.class_year = counts.class_year
            and (pairs.from_snapshot = counts.snapshot or pairs.to_snapshot = counts.snapshot)
),

wanted_pairs as (
    select
        class_year,
        count(*) * (count(*) - 1) / 2 as pairs_wanted
    from {{ ref('int_cohort_snapshot') }}
    group by class_year
),

found_pairs as (
    select
        class_year,
        count(*) as pairs_found
    from pairs
    group by class_year
),

final as (
    select
        coalesce(sides.class_year, expected.class_year) as class_year,
        coalesce(sides.from_snapshot, expected.from_snapshot) as from_snapshot,
        coalesce(sides.to_snapshot, expected.to_snapshot) as to_snapshot,
        coalesce(sides.destination_code, expected.destination_code) as destination_code,
        sides.graduates,
        expected.graduates as expected
    from sides
    full outer join expected
        on
            sides.class_year = expected.class_year
            and sides.from_snapshot = expected.from_snapshot
            and sides.to_snapshot = expected.to_snapshot
            and sides.snapshot = expected.snapshot
            and sides.destination_code = expected.destination_code
    where
        coalesce(sides.destination_code, '') <> 'not_on_roster'
        and coalesce(sides.graduates, 0) <> coalesce(expected.graduates, 0)
    union all
    select
        wanted_pairs.class_year,
        'every snapshot' as from_snapshot,
        'every later one' as to_snapshot,
        'pairs' as destination_code,
        coalesce(found_pairs.pairs_found, 0) as graduates,
        wanted_pairs.pairs_wanted as expected
    from wanted_pairs
    left join found_pairs
        on wanted_pairs.class_year = found_pairs.class_year
    where coalesce(found_pairs.pairs_found, 0) <> wanted_pairs.pairs_wanted
)

select * from final
