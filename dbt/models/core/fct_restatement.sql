with

graduates as (
    select
        institution_code,
        class_year,
        snapshot,
        graduate_key,
        destination_code
    from {{ ref('fct_graduate_outcome') }}
    where is_counted
),

-- `latest` is everything known, so it comes last, also where an official day lies behind the newest delivery.
snapshots as (
    select
        class_year,
        snapshot,
        as_of,
        row_number() over (
            partition by class_year
            order by
                case when snapshot = 'latest' then 1 else 0 end nulls last, as_of nulls last, snapshot nulls last
        ) as place
    from {{ ref('int_cohort_snapshot') }}
),

pairs as (
    select
        before.class_year,
        before.snapshot as from_snapshot,
        before.as_of as from_as_of,
        after.snapshot as to_snapshot,
        after.as_of as to_as_of,
        after.place = before.place + 1 as is_consecutive
    from snapshots as before
    inner join snapshots as after
        on
            before.class_year = after.class_year
            and before.place < after.place
),

from_side as (
    select
        graduates.institution_code,
        pairs.class_year,
        pairs.from_snapshot,
        pairs.to_snapshot,
        graduates.graduate_key,
        graduates.destination_code
    from pairs
    inner join graduates
        on
            pairs.class_year = graduates.class_year
            and pairs.from_snapshot = graduates.snapshot
),

to_side as (
    select
        graduates.institution_code,
        pairs.class_year,
        pairs.from_snapshot,
        pairs.to_snapshot,
        graduates.graduate_key,
        graduates.destination_code
    from pairs
    inner join graduates
        on
            pairs.class_year = graduates.class_year
            and pairs.to_snapshot = graduates.snapshot
),

moved as (
    select
        coalesce(from_side.institution_code, to_side.institution_code) as institution_code,
        coalesce(from_side.class_year, to_side.class_year) as class_year,
        coalesce(from_side.from_snapshot, to_side.from_snapshot) as from_snapshot,
        coalesce(from_side.to_snapshot, to_side.to_snapshot) as to_snapshot,
        coalesce(from_side.destination_code, 'not_on_roster') as from_code,
        coalesce(to_side.destination_code, 'not_on_roster') as to_code,
        count(*) as graduates
    from from_side
    full outer join to_side
        on
            from_side.institution_code = to_side.institution_code
            and from_side.class_year = to_side.class_year
            and from_side.from_snapshot = to_side.from_snapshot
            and from_side.to_snapshot = to_side.to_snapshot
            and from_side.graduate_key = to_side.graduate_key
    group by
        coalesce(from_side.institution_code, to_side.institution_code),
        coalesce(from_side.class_year, to_side.class_year),
        coalesce(from_side.from_snapshot, to_side.from_snapshot),
        coalesce(from_side.to_snapshot, to_side.to_snapshot),
        coalesce(from_side.destination_code, 'not_on_roster'),
        coalesce(to_side.destination_code, 'not_on_roster')
),

final as (
    select
        moved.institution_code,
        moved.class_year,
        moved.from_snapshot,
        pairs.from_as_of,
        moved.to_snapshot,
        pairs.to_as_of,
        pairs.is_consecutive,
        moved.from_code,
        moved.to_code,
        moved.graduates,
        sum(moved.graduates) over (
            partition by
                moved.institution_code, moved.class_year, moved.from_snapshot, moved.to_snapshot, moved.from_code
        ) as from_graduates
    from moved
    inner join pairs
        on
            moved.class_year = pairs.class_year
            and moved.from_snapshot = pairs.from_snapshot
            and moved.to_snapshot = pairs.to_snapshot
)

select * from final
