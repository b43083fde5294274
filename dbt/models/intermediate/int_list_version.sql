with

cohort_snapshots as (
    select * from {{ ref('int_cohort_snapshot') }}
),

members as (
    select * from {{ ref('int_list_member') }}
),

class_years as (
    select distinct class_year from cohort_snapshots
),

list_years as (
    select distinct
        list_name,
        list_of,
        list_label,
        list_year
    from members
),

final as (
    select
        class_years.class_year,
        list_years.list_name,
        list_years.list_of,
        list_years.list_label,
        max(list_years.list_year) as list_year
    from class_years
    inner join list_years
        on class_years.class_year >= list_years.list_year
    group by class_years.class_year, list_years.list_name, list_years.list_of, list_years.list_label
)

select * from final
