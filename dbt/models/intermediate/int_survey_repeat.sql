with

survey_rows as (
    select * from {{ ref('stg_survey_responses') }}
),

responses as (
    select * from {{ ref('int_survey_response') }}
),

-- Submitted in the same second after the same time: the few responses whose answers are worth comparing.
candidates as (
    select
        survey_id,
        response_no,
        delivery_id,
        submitted_at,
        duration_seconds
    from responses
    where
        submitted_at is not null
        and duration_seconds is not null
    qualify count(*) over (partition by survey_id, submitted_at, duration_seconds) > 1
),

answers as (
    select
        candidates.survey_id,
        candidates.response_no,
        candidates.submitted_at,
        candidates.duration_seconds,
        survey_rows.item_no || '=' || coalesce(survey_rows.answer, '') as item_answer
    from candidates
    inner join survey_rows
        on
            candidates.survey_id = survey_rows.survey_id
            and candidates.response_no = survey_rows.response_no
            and candidates.delivery_id = survey_rows.delivery_id
),

-- All answers of a response as one text: thousands of responses of one second are then grouped, not compared in pairs.
said as (
    select
        survey_id,
        response_no,
        submitted_at,
        duration_seconds,
        {{ joined_values('item_answer', '|') }} as all_answers
    from answers
    group by survey_id, response_no, submitted_at, duration_seconds
),

-- Of responses that say the same to every question all but the first are repeats.
numbered as (
    select
        survey_id,
        response_no,
        row_number() over (
            partition by survey_id, submitted_at, duration_seconds, all_answers
            order by length(response_no) nulls last, response_no nulls last
        ) as place
    from said
),

final as (
    select
        survey_id,
        response_no
    from numbered
    where place > 1
)

select * from final
