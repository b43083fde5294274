with

judged as (
    select * from {{ ref('int_survey_measure_answer') }}
),

surveys as (
    select * from {{ ref('stg_surveys') }}
),

institution as (
    select * from {{ ref('stg_institution') }}
),

flags as (
    select *
    from {{ ref('int_survey_response_flag') }}
    where excluded_as is null
),

breakdowns as (
    select * from {{ ref('int_survey_breakdown') }}
),

-- Breakdowns of other names (所在年级 and the like) have no place beside the measures of the registrations.
placed as (
    select
        survey_id,
        response_no,
        case when breakdown = 'degree_level' then breakdown_value else 'all' end as degree_level,
        case when breakdown = 'degree_level' then 'overall' else breakdown end as breakdown,
        case when breakdown = 'degree_level' then 'all' else breakdown_value end as breakdown_value
    from breakdowns
    where
        breakdown = 'overall'
        {%- for dimension in survey_dimensions() %}
        or breakdown = '{{ dimension }}'
        {%- endfor %}
),

final as (
    select
        institution.institution_code,
        surveys.class_year,
        judged.measure,
        judged.survey_id,
        placed.degree_level,
        placed.breakdown,
        placed.breakdown_value,
        'survey_answers' as base,
        sum(case when judged.is_in_numerator then 1 else 0 end) as numerator,
        count(*) as denominator
    from judged
    inner join surveys
        on judged.survey_id = surveys.survey_id
    inner join flags
        on
            judged.survey_id = flags.survey_id
            and judged.response_no = flags.response_no
    inner join placed
        on
            judged.survey_id = placed.survey_id
            and judged.response_no = placed.response_no
    cross join institution
    group by
        institution.institution_code, surveys.class_year, judged.measure, judged.survey_id, placed.degree_level,
        placed.breakdown, placed.breakdown_value
)

select * from final
