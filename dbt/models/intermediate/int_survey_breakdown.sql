with

responses as (
    select * from {{ ref('int_survey_response') }}
),

answers as (
    select * from {{ ref('int_survey_answer') }}
),

items as (
    select * from {{ ref('stg_survey_items') }}
),

roster as (
    select * from {{ ref('int_survey_roster') }}
),

breakdown_items as (
    select
        survey_id,
        item_no,
        breakdown
    from items
    where breakdown is not null
),

overall as (
    select
        survey_id,
        response_no,
        'overall' as breakdown,
        'all' as breakdown_value
    from responses
),

by_item as (
    select
        responses.survey_id,
        responses.response_no,
        breakdown_items.breakdown,
        coalesce(answers.option_text, 'unknown') as breakdown_value
    from responses
    inner join breakdown_items
        on responses.survey_id = breakdown_items.survey_id
    left join answers
        on
            responses.survey_id = answers.survey_id
            and responses.response_no = answers.response_no
            and breakdown_items.item_no = answers.item_no
),

-- Surveys with at least one respondent whom the roster knows; an anonymous survey has no such breakdowns.
matched_surveys as (
    select distinct responses.survey_id
    from responses
    inner join roster
        on
            responses.survey_id = roster.survey_id
            and responses.graduate_key = roster.graduate_key
),

-- A survey that asks for the dimension itself has said which answer it wants counted.
roster_dimensions as (
    select distinct
        roster.survey_id,
        roster.breakdown
    from roster
    inner join matched_surveys
        on roster.survey_id = matched_surveys.survey_id
    left join breakdown_items
        on
            roster.survey_id = breakdown_items.survey_id
            and roster.breakdown = breakdown_items.breakdown
    where
        roster.breakdown <> 'overall'
        and breakdown_items.survey_id is null
),

by_roster as (
    select
        responses.survey_id,
        responses.response_no,
        roster_dimensions.breakdown,
        coalesce(roster.breakdown_value, 'unknown') as breakdown_value
    from responses
    inner join roster_dimensions
        on responses.survey_id = roster_dimensions.survey_id
    left join roster
        on
            responses.survey_id = roster.survey_id
            and responses.graduate_key = roster.graduate_key
            and roster_dimensions.breakdown = roster.breakdown
),

final as (
    select * from overall
    union all
    select * from by_item
    union all
    select * from by_roster
)

select * from final
