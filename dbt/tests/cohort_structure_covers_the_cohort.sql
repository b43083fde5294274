-- What it is: for every dimension the values, unknown included, add up to N of the cohort and degree level.
-- When it matters: a label that differs within one value splits or doubles graduates; a share is of the wrong base.
-- How to resolve: compare the dimension in marts.cohort_structure with core.fct_graduate_outcome where is_counted.
with

structure as (
    select * from {{ ref('cohort_structure') }}
),

sizes as (
    select * from {{ ref('fct_cohort_size') }}
),

summed as (
    select
        class_year,
        snapshot,
        degree_level,
        dimension,
        sum(graduates) as graduates
    from structure
    group by class_year, snapshot, degree_level, dimension
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
    where summed.graduates <> coalesce(sizes.graduates, 0)
)

select * from final
