-- What it is: for every dimension the values, unknown included, add up to the employed (by an employer) of the cohort.
-- When it matters: a label that differs within one code splits or doubles graduates; a share is of the wrong base.
-- How to resolve: compare the dimension in marts.placement_structure with core.fct_graduate_outcome where
--   outcome = 'employed' (and is_by_employer for nature, industry and position).
with

structure as (
    select * from {{ ref('placement_structure') }}
),

graduates as (
    select * from {{ ref('fct_graduate_outcome') }}
    where is_counted and outcome = 'employed'
),

expected as (
    select
        class_year,
        snapshot,
        count(*) as employed,
        count(*) filter (where is_by_employer) as employed_by_employer
    from graduates
    group by class_year, snapshot
),

summed as (
    select
        class_year,
        snapshot,
        dimension,
        base_name,
        sum(graduates) as graduates
    from structure
    where degree_level = 'all'
    group by class_year, snapshot, dimension, base_name
),

final as (
    select
        summed.*,
        case summed.base_name when 'employed' then expected.employed else expected.employed_by_employer end as expected
    from summed
    left join expected
        on
            summed.class_year = expected.class_year
            and summed.snapshot = expected.snapshot
    where
        summed.graduates
        <> case summed.base_name when 'employed' then expected.employed else expected.employed_by_employer end
)

select * from final
