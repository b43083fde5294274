with

answers as (
    select *
    from {{ ref('int_survey_answer') }}
    where is_in_base
),

breakdowns as (
    select * from {{ ref('int_survey_breakdown') }}
),

frames as (
    select * from {{ ref('int_survey_frame') }}
),

items as (
    select * from {{ ref('stg_survey_items') }}
),

box_rules as (
    select * from {{ ref('stg_survey_box_rules') }}
),

responses as (
    select
        survey_id,
        breakdown,
        breakdown_value,
        count(*) as responses_n
    from breakdowns
    group by survey_id, breakdown, breakdown_value
),

scored as (
    select
        answers.survey_id,
        answers.item_no,
        breakdowns.breakdown,
        breakdowns.breakdown_value,
        answers.score,
        count(*) as answers_n
    from answers
    inner join breakdowns
        on
            answers.survey_id = breakdowns.survey_id
            and answers.response_no = breakdowns.response_no
    group by
        answers.survey_id, answers.item_no, breakdowns.breakdown, breakdowns.breakdown_value, answers.score
),

-- Every declared rule of every declared scale, in every cell with a response: an item that nobody there answered
-- keeps its row with an empty base.
cells as (
    select
        items.survey_id,
        items.item_no,
        box_rules.box_rule,
        box_rules.min_score,
        responses.breakdown,
        responses.breakdown_value,
        responses.responses_n
    from items
    inner join box_rules
        on
            items.survey_id = box_rules.survey_id
            and items.item_no = box_rules.item_no
    inner join responses
        on items.survey_id = responses.survey_id
    where items.item_kind = 'scale'
),

final as (
    select
        cells.survey_id,
        cells.item_no,
        cells.box_rule,
        cells.min_score,
        cells.breakdown,
        cells.breakdown_value,
        cells.responses_n,
        frames.frame_n,
        cast(
            coalesce(sum(case when scored.score >= cells.min_score then scored.answers_n end), 0) as bigint
        ) as satisfied_n,
        cast(coalesce(sum(scored.answers_n), 0) as bigint) as base_n,
        {{ ratio('sum(scored.score * scored.answers_n)', 'sum(scored.answers_n)') }} as mean_score
    from cells
    left join scored
        on
            cells.survey_id = scored.survey_id
            and cells.item_no = scored.item_no
            and cells.breakdown = scored.breakdown
            and cells.breakdown_value = scored.breakdown_value
    left join frames
        on
            cells.survey_id = frames.survey_id
            and cells.breakdown = frames.breakdown
            and cells.breakdown_value = frames.breakdown_value
    group by
        cells.survey_id, cells.item_no, cells.box_rule, cells.min_score, cells.breakdown, cells.breakdown_value,
        cells.responses_n, frames.frame_n
)

select * from final
