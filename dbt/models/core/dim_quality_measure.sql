with

measures as (
    select * from {{ ref('quality_measure') }}
),

rules as (
    select * from {{ ref('quality_rule') }}
),

versions as (
    select * from {{ ref('int_list_version') }}
),

class_years as (
    select distinct class_year from {{ ref('int_cohort_snapshot') }}
),

list_rules as (
    select
        rules.measure,
        class_years.class_year,
        max(versions.list_year) as list_year
    from rules
    cross join class_years
    left join versions
        on
            class_years.class_year = versions.class_year
            and rules.attribute_value = versions.list_name
    where rules.attribute in ('employer_list', 'host_list')
    group by rules.measure, class_years.class_year
),

final as (
    select
        class_years.class_year,
        measures.measure,
        measures.kind,
        measures.base,
        measures.known_attribute,
        measures.percentile,
        measures.label_zh,
        measures.label_en,
        measures.unit,
        measures.source,
        list_rules.list_year
    from class_years
    cross join measures
    left join list_rules
        on
            measures.measure = list_rules.measure
            and class_years.class_year = list_rules.class_year
    -- Without a list of that year or an earlier one nobody can be on it: no row, not a zero.
    where list_rules.measure is null or list_rules.list_year is not null
)

select * from final
