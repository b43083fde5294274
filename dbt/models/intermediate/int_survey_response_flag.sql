with

responses as (
    select * from {{ ref('int_survey_response') }}
),

surveys as (
    select * from {{ ref('stg_surveys') }}
),

items as (
    select * from {{ ref('stg_survey_items') }}
),

answers as (
    select * from {{ ref('int_survey_answer') }}
),

repeats as (
    select * from {{ ref('int_survey_repeat') }}
),

-- What completeness is measured by: the scale items, or all closed questions where a survey has no scale.
questionnaires as (
    select
        survey_id,
        max(case when item_kind = 'scale' then 1 else 0 end) = 1 as has_scale
    from items
    where item_kind <> 'open'
    group by survey_id
),

progress as (
    select
        answers.survey_id,
        answers.response_no,
        sum(case when answers.answer_status <> 'not_shown' then 1 else 0 end) as shown_n,
        sum(case when answers.answer_status = 'answered' then 1 else 0 end) as answered_n
    from answers
    inner join questionnaires
        on answers.survey_id = questionnaires.survey_id
    where answers.item_kind = 'scale' or not questionnaires.has_scale
    group by answers.survey_id, answers.response_no
),

scale_answers as (
    select
        answers.survey_id,
        answers.response_no,
        answers.item_no,
        answers.option_text,
        answers.score,
        items.scale_points
    from answers
    inner join items
        on
            answers.survey_id = items.survey_id
            and answers.item_no = items.item_no
    where
        answers.item_kind = 'scale'
        and answers.answer_status = 'answered'
),

-- Rows of one matrix stand below one another; items of one scale are compared wherever they stand.
runs as (
    select
        survey_id,
        response_no,
        'matrix ' || split_part(item_no, '.', 1) as run_name,
        option_text,
        score
    from scale_answers
    where item_no like '%.%'
    union all
    select
        survey_id,
        response_no,
        'scale' || cast(scale_points as string) as run_name,
        option_text,
        score
    from scale_answers
    where scale_points is not null
),

run_lengths as (
    select
        survey_id,
        response_no,
        run_name,
        count(*) as answers_n
    from runs
    group by survey_id, response_no, run_name
    having
        count(distinct option_text) = 1
        or (count(distinct score) = 1 and count(score) = count(*))
),

longest_runs as (
    select
        survey_id,
        response_no,
        max(answers_n) as answers_n
    from run_lengths
    group by survey_id, response_no
),

flagged as (
    select
        responses.survey_id,
        responses.response_no,
        responses.graduate_key,
        responses.submitted_at,
        coalesce(progress.shown_n, 0) as shown_n,
        coalesce(progress.answered_n, 0) as answered_n,
        -- A survey without a closed question says nothing about completeness but that it was submitted.
        case
            when questionnaires.survey_id is null then true
            else coalesce({{ ratio('progress.answered_n', 'progress.shown_n') }} >= surveys.complete_share, false)
        end as is_complete,
        coalesce(responses.duration_seconds < surveys.min_seconds, false) as is_speeder,
        coalesce(longest_runs.answers_n >= surveys.straight_line_items, false) as is_straight_liner,
        repeats.response_no is not null as is_repeat,
        surveys.excludes_speeders,
        surveys.excludes_straight_liners,
        surveys.excludes_duplicates,
        surveys.excludes_repeats,
        surveys.excludes_incomplete
    from responses
    inner join surveys
        on responses.survey_id = surveys.survey_id
    left join questionnaires
        on responses.survey_id = questionnaires.survey_id
    left join progress
        on
            responses.survey_id = progress.survey_id
            and responses.response_no = progress.response_no
    left join longest_runs
        on
            responses.survey_id = longest_runs.survey_id
            and responses.response_no = longest_runs.response_no
    left join repeats
        on
            responses.survey_id = repeats.survey_id
            and responses.response_no = repeats.response_no
),

judged as (
    select
        *,
        case
            when excludes_incomplete and not is_complete then 'incomplete'
            when excludes_speeders and is_speeder then 'speeder'
            when excludes_straight_liners and is_straight_liner then 'straight_liner'
            when excludes_repeats and is_repeat then 'repeat'
        end as excluded_by_itself
    from flagged
),

-- Of several responses of one person the newest complete one stands, among those that the policy keeps.
ranked as (
    select
        *,
        row_number() over (
            partition by survey_id, graduate_key
            order by
                case when excluded_by_itself is null then 0 else 1 end nulls last,
                case when is_complete then 0 else 1 end nulls last,
                submitted_at desc nulls last,
                -- Numbers are text: by length first, 1004 comes after 991.
                length(response_no) desc nulls last,
                response_no desc nulls last
        ) as person_rank
    from judged
),

final as (
    select
        survey_id,
        response_no,
        cast(shown_n as bigint) as shown_n,
        cast(answered_n as bigint) as answered_n,
        is_complete,
        is_speeder,
        is_straight_liner,
        is_repeat,
        graduate_key is not null and person_rank > 1 as is_duplicate,
        coalesce(
            excluded_by_itself,
            case when excludes_duplicates and graduate_key is not null and person_rank > 1 then 'duplicate' end
        ) as excluded_as
    from ranked
)

select * from final
