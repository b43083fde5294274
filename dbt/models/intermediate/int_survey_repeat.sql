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

candidate_rows as (
    select
        candidates.survey_id,
        candidates.response_no,
        candidates.submitted_at,
        candidates.duration_seconds,
        survey_rows.item_no,
        coalesce(survey_rows.answer, '') as answer
    from candidates
    inner join survey_rows
        on
            candidates.survey_id = survey_rows.survey_id
            and candidates.response_no = survey_rows.response_no
            and candidates.delivery_id = survey_rows.delivery_id
),

-- A later response is a repeat of the first one before it that says the same to every question.
compared as (
    select
        later.survey_id,
        later.response_no,
        earlier.response_no as earlier_response_no,
        sum(case when later.answer = earlier.answer then 0 else 1 end) as different_answers
    from candidate_rows as later
    inner join candidate_rows as earlier
        on
            later.survey_id = earlier.survey_id
            and later.submitted_at = earlier.submitted_at
            and later.duration_seconds = earlier.duration_seconds
            and later.item_no = earlier.item_no
    where later.response_no > earlier.response_no
    group by later.survey_id, later.response_no, earlier.response_no
),

final as (
    select distinct
        survey_id,
        response_no
    from compared
    where different_answers = 0
)

select * from final
