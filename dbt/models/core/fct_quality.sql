{%- set percentiles = var('salary_percentiles') -%}
{%- set salary_bases = [
    ('employed', "base in ('employed', 'employed_by_employer')"),
    ('employed_by_employer', "base = 'employed_by_employer'"),
] -%}
with

graduates as (
    select * from {{ ref('fct_graduate_quality') }}
),

profile_measures as (
    select * from {{ ref('dim_quality_profile') }}
),

measures as (
    select *
    from {{ ref('dim_quality_measure') }}
    where coalesce(kind, '') <> 'survey'
),

-- Graduates of one profile count alike in every measure, and there are far fewer profiles than graduates.
profile_counts as (
    select
        institution_code,
        class_year,
        snapshot,
        as_of,
        quality_profile,
        {{ breakdown_columns() }},
        count(*) as graduates
    from graduates
    group by {{ breakdown_sets(['institution_code', 'class_year', 'snapshot', 'as_of', 'quality_profile']) }}
),

cohort_groups as (
    select distinct
        institution_code,
        class_year,
        snapshot,
        as_of,
        degree_level,
        breakdown,
        breakdown_value
    from profile_counts
),

summed as (
    select
        profile_counts.class_year,
        profile_counts.snapshot,
        profile_counts.degree_level,
        profile_counts.breakdown,
        profile_counts.breakdown_value,
        profile_measures.measure,
        sum(case when profile_measures.is_in_numerator then profile_counts.graduates else 0 end) as numerator,
        sum(profile_counts.graduates) as denominator
    from profile_counts
    inner join profile_measures
        on profile_counts.quality_profile = profile_measures.quality_profile
    group by
        profile_counts.class_year, profile_counts.snapshot, profile_counts.degree_level, profile_counts.breakdown,
        profile_counts.breakdown_value, profile_measures.measure
),

salaries as (
    select
        class_year,
        snapshot,
        {%- for base, condition in salary_bases %}
        {%- for percentile in percentiles %}
        -- Null salaries, and those outside the base, are no part of the order.
        percentile_cont({{ percentile }} / 100.0) within group (
            order by case when {{ condition }} then monthly_salary end
        ) as {{ base }}_{{ percentile }},
        {%- endfor %}
        {%- endfor %}
        {{ breakdown_columns() }}
    from graduates
    group by {{ breakdown_sets(['class_year', 'snapshot']) }}
),

salary_values as (
    {%- for base, _ in salary_bases %}
    {%- set outer = loop %}
    {%- for percentile in percentiles %}
    select
        class_year,
        snapshot,
        degree_level,
        breakdown,
        breakdown_value,
        '{{ base }}' as base,
        {{ percentile }} as percentile,
        {{ base }}_{{ percentile }} as salary
    from salaries
    {% if not (loop.last and outer.last) %}union all{% endif %}
    {%- endfor %}
    {%- endfor %}
),

final as (
    select
        cohort_groups.institution_code,
        cohort_groups.class_year,
        cohort_groups.snapshot,
        cohort_groups.as_of,
        measures.measure,
        cohort_groups.degree_level,
        cohort_groups.breakdown,
        cohort_groups.breakdown_value,
        measures.kind,
        measures.base,
        measures.label_zh,
        measures.label_en,
        measures.unit,
        measures.source,
        measures.list_year,
        cast(coalesce(summed.numerator, 0) as bigint) as numerator,
        cast(coalesce(summed.denominator, 0) as bigint) as denominator,
        salary_values.salary
    from cohort_groups
    inner join measures
        on cohort_groups.class_year = measures.class_year
    left join summed
        on
            cohort_groups.class_year = summed.class_year
            and cohort_groups.snapshot = summed.snapshot
            and cohort_groups.degree_level = summed.degree_level
            and cohort_groups.breakdown = summed.breakdown
            and cohort_groups.breakdown_value = summed.breakdown_value
            and measures.measure = summed.measure
    left join salary_values
        on
            cohort_groups.class_year = salary_values.class_year
            and cohort_groups.snapshot = salary_values.snapshot
            and cohort_groups.degree_level = salary_values.degree_level
            and cohort_groups.breakdown = salary_values.breakdown
            and cohort_groups.breakdown_value = salary_values.breakdown_value
            and measures.base = salary_values.base
            and measures.percentile = salary_values.percentile
)

select * from final
