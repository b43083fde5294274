with

items as (
    select *
    from {{ ref('stg_survey_items') }}
    where measure is not null
),

surveys as (
    select * from {{ ref('stg_surveys') }}
),

institution as (
    select * from {{ ref('stg_institution') }}
),

answers as (
    select *
    from {{ ref('int_survey_answer') }}
    where answer_status = 'answered'
),

box_rules as (
    select * from {{ ref('stg_survey_box_rules') }}
),

counted_options as (
    select * from {{ ref('stg_survey_measure_options') }}
),

flags as (
    select *
    from {{ ref('int_survey_response_flag') }}
    where excluded_as is null
),

breakdowns as (
    select * from {{ ref('int_survey_breakdown') }}
),

-- A scale counts by its box rule, a single choice by the options named; excluded answers leave both.
judged as (
    select
        items.survey_id,
        items.measure,
        answers.response_no,
        case
            when items.item_kind = 'scale' then answers.score >= box_rules.min_score
            else counted_options.option_text is not null
        end as is_in_numerator
    from items
    inner join answers
        on
            items.survey_id = answers.survey_id
            and items.item_no = answers.item_no
    left join box_rules
        on
            items.survey_id = box_rules.survey_id
            and items.item_no = box_rules.item_no
            and items.measure_box_rule = box_rules.box_rule
    left join counted_options
        on
            answers.survey_id = counted_options.survey_id
            and answers.item_no = counted_options.item_no
            and answers.option_text = counted_options.option_text
    where
        not answers.is_excluded
        and (items.item_kind <> 'scale' or answers.is_in_base)
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
