with

answers as (
    select * from {{ ref('int_survey_answer') }}
),

choices as (
    select * from {{ ref('fct_survey_choice') }}
),

measures as (
    select * from {{ ref('int_survey_measure_answer') }}
),

-- One row a chosen option; an item that nobody answered keeps its one row, with the option `none`.
final as (
    select
        answers.survey_id,
        answers.response_no,
        answers.item_no,
        answers.item_kind,
        coalesce(choices.option_text, 'none') as option_text,
        choices.choice_rank,
        answers.answer_status,
        answers.score,
        answers.is_in_base,
        answers.outside_base,
        measures.measure,
        measures.is_in_numerator as counts_in_measure
    from answers
    left join choices
        on
            answers.survey_id = choices.survey_id
            and answers.response_no = choices.response_no
            and answers.item_no = choices.item_no
    left join measures
        on
            answers.survey_id = measures.survey_id
            and answers.response_no = measures.response_no
            and answers.item_no = measures.item_no
)

select * from final
