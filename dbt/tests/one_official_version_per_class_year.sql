-- What it is: every class year has exactly one official version of the rates, never two and never none.
-- When it matters: a report that filters on is_official prints a figure twice, or prints none.
-- How to resolve: the years in the seed rate_version overlap or leave a gap; when a new notice is added, the version
--   before it needs its last year.
with

rates as (
    select * from {{ ref('employment_rate') }}
    where breakdown = 'overall' and degree_level = 'all'
),

final as (
    select
        class_year,
        count(distinct case when is_official then rate_version end) as official_versions
    from rates
    group by class_year
    having count(distinct case when is_official then rate_version end) <> 1
)

select * from final
