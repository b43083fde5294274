with

answers as (
    select *
    from {{ ref('int_survey_answer') }}
    where item_kind = 'scale'
),

responses as (
    select *
    from {{ ref('fct_survey_response') }}
    where is_counted
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

members as (
    select
        breakdowns.survey_id,
        breakdowns.response_no,
        breakdowns.breakdown,
        breakdowns.breakdown_value,
        responses.is_complete,
        responses.weight
    from breakdowns
    inner join responses
        on
            breakdowns.survey_id = responses.survey_id
            and breakdowns.response_no = responses.response_no
),

group_sizes as (
    select
        survey_id,
        breakdown,
        breakdown_value,
        count(*) as responses_n,
        sum(case when is_complete then 1 else 0 end) as complete_n
    from members
    group by survey_id, breakdown, breakdown_value
),

scored as (
    select
        answers.survey_id,
        answers.item_no,
        members.breakdown,
        members.breakdown_value,
        answers.outside_base,
        answers.score,
        count(*) as answers_n,
        count(members.weight) as weighted_n,
        {{ exact_sum('members.weight') }} as weight_sum,
        {{ exact_sum('members.weight * members.weight') }} as weight_square_sum
    from answers
    inner join members
        on
            answers.survey_id = members.survey_id
            and answers.response_no = members.response_no
    group by
        answers.survey_id, answers.item_no, members.breakdown, members.breakdown_value, answers.outside_base,
        answers.score
),

-- Every declared rule of every declared scale, in every cell with a response: an item that nobody there answered
-- keeps its row with an empty base.
cells as (
    select
        items.survey_id,
        items.item_no,
        box_rules.box_rule,
        box_rules.min_score,
        group_sizes.breakdown,
        group_sizes.breakdown_value,
        group_sizes.responses_n,
        group_sizes.complete_n
    from items
    inner join box_rules
        on
            items.survey_id = box_rules.survey_id
            and items.item_no = box_rules.item_no
    inner join group_sizes
        on items.survey_id = group_sizes.survey_id
    where items.item_kind = 'scale'
),

sums as (
    select
        cells.survey_id,
        cells.item_no,
        cells.box_rule,
        cells.min_score,
        cells.breakdown,
        cells.breakdown_value,
        cells.responses_n,
        cells.complete_n,
        frames.frame_n,
        sum(case when scored.outside_base is null and scored.score >= cells.min_score then scored.answers_n end)
            as satisfied_n,
        sum(case when scored.outside_base is null then scored.answers_n end) as base_n,
        sum(case when scored.outside_base = 'option' then scored.answers_n end) as excluded_option_n,
        sum(case when scored.outside_base = 'not_shown' then scored.answers_n end) as not_shown_n,
        sum(case when scored.outside_base = 'unscored' then scored.answers_n end) as unscored_n,
        {{ ratio(
            'sum(case when scored.outside_base is null then scored.score * scored.answers_n end)',
            'sum(case when scored.outside_base is null then scored.answers_n end)'
        ) }} as mean_score,
        sum(case when scored.outside_base is null then scored.weighted_n end) as weighted_base_n,
        {{ exact_sum('case when scored.outside_base is null then scored.weight_sum end') }} as weight_sum,
        {{ exact_sum('case when scored.outside_base is null then scored.weight_square_sum end') }}
            as weight_square_sum,
        {{ exact_sum(
            'case when scored.outside_base is null and scored.score >= cells.min_score then scored.weight_sum end'
        ) }} as satisfied_weight_sum
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
        cells.responses_n, cells.complete_n, frames.frame_n
),

-- A response whose file lacks the item skipped it.
final as (
    select
        survey_id,
        item_no,
        box_rule,
        min_score,
        breakdown,
        breakdown_value,
        responses_n,
        cast(complete_n as bigint) as complete_n,
        frame_n,
        cast(coalesce(satisfied_n, 0) as bigint) as satisfied_n,
        cast(coalesce(base_n, 0) as bigint) as base_n,
        cast(coalesce(excluded_option_n, 0) as bigint) as excluded_option_n,
        cast(coalesce(not_shown_n, 0) as bigint) as not_shown_n,
        cast(coalesce(unscored_n, 0) as bigint) as unscored_n,
        cast(
            responses_n - coalesce(base_n, 0) - coalesce(excluded_option_n, 0) - coalesce(not_shown_n, 0)
            - coalesce(unscored_n, 0) as bigint
        ) as skipped_n,
        mean_score,
        cast(coalesce(weighted_base_n, 0) as bigint) as weighted_base_n,
        weight_sum,
        weight_square_sum,
        case when weight_sum is not null then coalesce(satisfied_weight_sum, 0) end as satisfied_weight_sum
    from sums
)

select * from final
