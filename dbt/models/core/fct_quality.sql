{%- set shown_percentiles = var('salary_percentiles') -%}
{%- set kind_columns = ['institution_code', 'class_year', 'snapshot', 'as_of', 'kind_no'] -%}
{%- set salary_bases = [
    ('employed', "quality_base in ('employed', 'employed_by_employer')"),
    ('employed_by_employer', "quality_base = 'employed_by_employer'"),
] -%}
with

graduates as (
    select * from {{ ref('fct_graduate_outcome') }}
    where is_counted
),

profile_measures as (
    select * from {{ ref('dim_quality_profile') }}
),

measures as (
    select *
    from {{ ref('dim_quality_measure') }}
    where coalesce(kind, '') <> 'survey'
),

-- The measures a profile is in the base of, and which of them count it.
profile_kinds as (
    select
        quality_profile,
        {{ joined_values("measure || case when is_in_numerator then ' yes' else ' no' end", '; ') }} as counted_in
    from profile_measures
    group by quality_profile
),

numbered_profiles as (
    select
        quality_profile,
        dense_rank() over (order by counted_in nulls last) as kind_no
    from profile_kinds
),

numbered_measures as (
    select
        measure,
        row_number() over (order by measure nulls last) as measure_no
    from measures
    group by measure
),

kind_measures as (
    select distinct
        numbered_profiles.kind_no,
        numbered_measures.measure_no,
        profile_measures.is_in_numerator
    from profile_measures
    inner join numbered_profiles
        on profile_measures.quality_profile = numbered_profiles.quality_profile
    inner join numbered_measures
        on profile_measures.measure = numbered_measures.measure
),

-- Who is in no base has no number, and stays in the groups.
numbered_graduates as (
    select
        graduates.*,
        numbered_profiles.kind_no
    from graduates
    left join numbered_profiles
        on graduates.quality_profile = numbered_profiles.quality_profile
),

-- Graduates of one kind count alike in every measure: few kinds, of thousands of profiles, of millions of graduates.
level_counts as {{ run_once() }} (
    select
        institution_code,
        class_year,
        snapshot,
        as_of,
        kind_no,
        {{ breakdown_columns() }},
        count(*) as graduates
    from numbered_graduates
    group by {{ breakdown_sets(kind_columns, levels_together=false) }}
),

kind_counts as {{ run_once() }} (
    select
        institution_code,
        class_year,
        snapshot,
        as_of,
        degree_level,
        breakdown,
        breakdown_value,
        kind_no,
        graduates
    from level_counts
    union all
    select
        institution_code,
        class_year,
        snapshot,
        as_of,
        'all' as degree_level,
        breakdown,
        breakdown_value,
        kind_no,
        sum(graduates) as graduates
    from level_counts
    group by institution_code, class_year, snapshot, as_of, breakdown, breakdown_value, kind_no
),

cohort_groups as {{ run_once() }} (
    select
        institution_code,
        class_year,
        snapshot,
        as_of,
        degree_level,
        breakdown,
        breakdown_value,
        row_number() over (
            order by
                class_year nulls last, snapshot nulls last, degree_level nulls last, breakdown nulls last,
                breakdown_value nulls last
        ) as group_no
    from kind_counts
    group by institution_code, class_year, snapshot, as_of, degree_level, breakdown, breakdown_value
),

-- By numbers of groups and measures: their names would be compared millions of times.
numbered_counts as {{ run_once() }} (
    select
        cohort_groups.group_no,
        kind_counts.kind_no,
        kind_counts.graduates
    from kind_counts
    inner join cohort_groups
        on
            kind_counts.class_year = cohort_groups.class_year
            and kind_counts.snapshot = cohort_groups.snapshot
            and kind_counts.degree_level = cohort_groups.degree_level
            and kind_counts.breakdown = cohort_groups.breakdown
            and kind_counts.breakdown_value = cohort_groups.breakdown_value
),

summed as (
    select
        numbered_counts.group_no,
        kind_measures.measure_no,
        sum(case when kind_measures.is_in_numerator then numbered_counts.graduates else 0 end) as numerator,
        sum(numbered_counts.graduates) as denominator
    from numbered_counts
    inner join kind_measures
        on numbered_counts.kind_no = kind_measures.kind_no
    group by numbered_counts.group_no, kind_measures.measure_no
),

-- Of each base its own: the others of it are null, which is no part of the order.
salaries as (
    select
        class_year,
        snapshot,
        {%- for base, condition in salary_bases %}
        {{ percentiles('case when ' ~ condition ~ ' then monthly_salary end', shown_percentiles) }} as {{ base }},
        {%- endfor %}
        {{ breakdown_columns() }}
    from graduates
    where monthly_salary > 0
    group by {{ breakdown_sets(['class_year', 'snapshot']) }}
),

salary_values as (
    {%- for base, _ in salary_bases %}
    {%- set outer = loop %}
    {%- for percentile in shown_percentiles %}
    select
        class_year,
        snapshot,
        degree_level,
        breakdown,
        breakdown_value,
        '{{ base }}' as base,
        {{ percentile }} as percentile,
        {{ value_at(base, loop.index) }} as salary
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
    inner join numbered_measures
        on measures.measure = numbered_measures.measure
    left join summed
        on
            cohort_groups.group_no = summed.group_no
            and numbered_measures.measure_no = summed.measure_no
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
