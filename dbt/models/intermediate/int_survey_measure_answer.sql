with

items as (
    select *
    from {{ ref('stg_survey_items') }}
    where measure is not null
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

-- A scale counts by its box rule, a single choice by the options named; excluded answers leave both.
final as (
    select
        items.survey_id,
        items.item_no,
        answers.response_no,
        items.measure,
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
)

select * from final
