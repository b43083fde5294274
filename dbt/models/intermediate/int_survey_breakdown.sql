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

options as (
    select * from {{ ref('stg_survey_options') }}
),

stated_groups as (
    select * from {{ ref('stg_survey_groups') }}
),

labels as (
    select * from {{ ref('int_breakdown_label') }}
),

roster as (
    select * from {{ ref('int_survey_roster') }}
),

breakdown_items as (
    select
        items.survey_id,
        items.item_no,
        items.breakdown,
        max(case when options.option_text is null then 0 else 1 end) = 1 as has_options
    from items
    left join options
        on
            items.survey_id = options.survey_id
            and items.item_no = options.item_no
    where items.breakdown is not null
    group by items.survey_id, items.item_no, items.breakdown
),

roster_values as (
    {%- for dimension in survey_dimensions() %}
    select distinct
        survey_id,
        '{{ dimension }}' as breakdown,
        {{ dimension }} as breakdown_value
    from roster
    where {{ dimension }} is not null
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

roster_labels as (
    select
        survey_id,
        breakdown,
        {{ normalised_text('breakdown_value') }} as label,
        min(breakdown_value) as token
    from roster_values
    group by survey_id, breakdown, {{ normalised_text('breakdown_value') }}
),

overall as (
    select
        survey_id,
        response_no,
        'overall' as breakdown,
        'all' as breakdown_value
    from responses
),

-- The roster's word for an answer: as institution.yml states it, as the code tables know it, as the roster itself
-- writes it. An answer that none of them knows is shown as it is, unless it is outside the declared options, where
-- it may be a person's own words.
by_item as (
    select
        responses.survey_id,
        responses.response_no,
        breakdown_items.breakdown,
        coalesce(
            stated_groups.breakdown_value,
            labels.token,
            roster_labels.token,
            case
                when answers.option_text is null then 'unknown'
                when breakdown_items.has_options and options.option_text is null then 'undeclared'
                else answers.option_text
            end
        ) as breakdown_value
    from responses
    inner join breakdown_items
        on responses.survey_id = breakdown_items.survey_id
    left join answers
        on
            responses.survey_id = answers.survey_id
            and responses.response_no = answers.response_no
            and breakdown_items.item_no = answers.item_no
    left join options
        on
            answers.survey_id = options.survey_id
            and answers.item_no = options.item_no
            and answers.option_text = options.option_text
    left join stated_groups
        on
            answers.survey_id = stated_groups.survey_id
            and answers.item_no = stated_groups.item_no
            and {{ normalised_text('answers.option_text') }} = {{ normalised_text('stated_groups.answer') }}
    left join labels
        on
            breakdown_items.breakdown = labels.breakdown
            and {{ normalised_text('answers.option_text') }} = labels.label
    left join roster_labels
        on
            responses.survey_id = roster_labels.survey_id
            and breakdown_items.breakdown = roster_labels.breakdown
            and {{ normalised_text('answers.option_text') }} = roster_labels.label
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
        roster_values.survey_id,
        roster_values.breakdown
    from roster_values
    inner join matched_surveys
        on roster_values.survey_id = matched_surveys.survey_id
    left join breakdown_items
        on
            roster_values.survey_id = breakdown_items.survey_id
            and roster_values.breakdown = breakdown_items.breakdown
    where breakdown_items.survey_id is null
),

by_roster as (
    select
        responses.survey_id,
        responses.response_no,
        roster_dimensions.breakdown,
        coalesce(
            case roster_dimensions.breakdown
                {%- for dimension in survey_dimensions() %}
                when '{{ dimension }}' then roster.{{ dimension }}
                {%- endfor %}
            end, 'unknown'
        ) as breakdown_value
    from responses
    inner join roster_dimensions
        on responses.survey_id = roster_dimensions.survey_id
    left join roster
        on
            responses.survey_id = roster.survey_id
            and responses.graduate_key = roster.graduate_key
),

final as (
    select * from overall
    union all
    select * from by_item
    union all
    select * from by_roster
)

select * from final
