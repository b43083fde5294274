with

answers as (
    select *
    from {{ ref('int_survey_answer') }}
    where answer is not null
),

options as (
    select * from {{ ref('stg_survey_options') }}
),

multiple_answers as (
    select *
    from answers
    where item_kind = 'multiple'
),

ranking_answers as (
    select *
    from answers
    where item_kind = 'ranking'
),

multiple_parts as (
    {{ split_to_rows('multiple_answers', ['survey_id', 'response_no', 'item_no', 'score'], 'answer', '┋') }}
),

ranking_parts as (
    {{ split_to_rows('ranking_answers', ['survey_id', 'response_no', 'item_no', 'score'], 'answer', '→') }}
),

parts as (
    select
        survey_id,
        response_no,
        item_no,
        score,
        answer as part,
        cast(null as bigint) as choice_rank
    from answers
    where item_kind in ('scale', 'single')
    union all
    select
        survey_id,
        response_no,
        item_no,
        score,
        part,
        cast(null as bigint) as choice_rank
    from multiple_parts
    union all
    select
        survey_id,
        response_no,
        item_no,
        score,
        part,
        cast(part_no as bigint) as choice_rank
    from ranking_parts
),

choices as (
    select
        survey_id,
        response_no,
        item_no,
        score,
        nullif(trim(split_part(part, '〖', 1)), '') as option_text,
        choice_rank
    from parts
),

items_with_options as (
    select distinct
        survey_id,
        item_no
    from options
),

-- Where the options of an item are declared, anything else may be a person's own words and keeps no text.
-- A scale answer that gave a score (`4分`) is one of the scale's points, declared or not.
labelled as (
    select
        choices.survey_id,
        choices.response_no,
        choices.item_no,
        case
            when
                options.option_text is not null or choices.score is not null or items_with_options.item_no is null
                then choices.option_text
            else 'undeclared'
        end as option_text,
        choices.choice_rank
    from choices
    left join options
        on
            choices.survey_id = options.survey_id
            and choices.item_no = options.item_no
            and choices.option_text = options.option_text
    left join items_with_options
        on
            choices.survey_id = items_with_options.survey_id
            and choices.item_no = items_with_options.item_no
    where choices.option_text is not null
),

final as (
    select
        survey_id,
        response_no,
        item_no,
        option_text,
        min(choice_rank) as choice_rank
    from labelled
    group by survey_id, response_no, item_no, option_text
)

select * from final
