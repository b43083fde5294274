with

survey_rows as (
    select * from {{ ref('stg_survey_responses') }}
),

responses as (
    select * from {{ ref('int_survey_response') }}
),

items as (
    select *
    from {{ ref('stg_survey_items') }}
    -- Free text can hold anything, a telephone number too: it stops here.
    where item_kind <> 'open'
),

options as (
    select * from {{ ref('stg_survey_options') }}
),

answers as (
    select
        survey_rows.survey_id,
        survey_rows.response_no,
        survey_rows.item_no,
        items.item_kind,
        survey_rows.item,
        survey_rows.row_label,
        survey_rows.answer_status,
        survey_rows.score,
        case when survey_rows.answer_status = 'answered' then survey_rows.answer end as answer,
        -- What a respondent typed beside an option stands in 〖…〗 after it.
        case
            when survey_rows.answer_status = 'answered'
                then nullif(trim(split_part(survey_rows.answer, '〖', 1)), '')
        end as option_text
    from survey_rows
    inner join responses
        on
            survey_rows.survey_id = responses.survey_id
            and survey_rows.response_no = responses.response_no
            and survey_rows.delivery_id = responses.delivery_id
    inner join items
        on
            survey_rows.survey_id = items.survey_id
            and survey_rows.item_no = items.item_no
),

final as (
    select
        answers.survey_id,
        answers.response_no,
        answers.item_no,
        answers.item_kind,
        answers.item,
        answers.row_label,
        answers.answer_status,
        answers.answer,
        answers.option_text,
        answers.score,
        coalesce(options.is_excluded, false) as is_excluded,
        answers.answer_status = 'answered'
        and answers.score is not null
        and not coalesce(options.is_excluded, false) as is_in_base,
        case
            when answers.answer_status <> 'answered' then answers.answer_status
            when options.is_excluded then 'option'
            when answers.score is null then 'unscored'
        end as outside_base
    from answers
    left join options
        on
            answers.survey_id = options.survey_id
            and answers.item_no = options.item_no
            and answers.option_text = options.option_text
)

select * from final
