{{ config(materialized='table') }}

with

responses as (
    select *
    from {{ ref('fct_survey_response') }}
    where is_counted
),

all_choices as (
    select * from {{ ref('fct_survey_choice') }}
),

items as (
    select * from {{ ref('dim_survey_item') }}
),

surveys as (
    select * from {{ ref('dim_survey') }}
),

declared_options as (
    select * from {{ ref('dim_survey_option') }}
),

choices as (
    select all_choices.*
    from all_choices
    inner join responses
        on
            all_choices.survey_id = responses.survey_id
            and all_choices.response_no = responses.response_no
),

bases as (
    select
        survey_id,
        item_no,
        count(distinct response_no) as base_n
    from choices
    group by survey_id, item_no
),

chosen as (
    select
        survey_id,
        item_no,
        option_text,
        count(*) as responses,
        avg(cast(choice_rank as double)) as mean_rank
    from choices
    group by survey_id, item_no, option_text
),

-- Declared options that nobody chose are results too: they stand with 0. Not those of a scale, because the known
-- labels of a scale hold synonyms (很满意, 非常满意) of which a questionnaire uses one.
options as (
    select
        declared_options.survey_id,
        declared_options.item_no,
        declared_options.option_text
    from declared_options
    inner join bases
        on
            declared_options.survey_id = bases.survey_id
            and declared_options.item_no = bases.item_no
    inner join items
        on
            declared_options.survey_id = items.survey_id
            and declared_options.item_no = items.item_no
    where items.item_kind <> 'scale'
    union
    select
        survey_id,
        item_no,
        option_text
    from chosen
),

final as (
    select
        cast(options.survey_id as string) as survey_id,
        cast(options.item_no as string) as item_no,
        cast(options.option_text as string) as option,
        cast(surveys.population as string) as population,
        cast(surveys.class_year as bigint) as class_year,
        cast(items.item as string) as item,
        cast(items.item_kind as string) as item_kind,
        cast(declared_options.option_position as bigint) as option_position,
        -- 问卷星 writes its hint to the respondent behind the option: 其他【请注明】.
        cast(
            coalesce(nullif(trim(split_part(options.option_text, '【', 1)), ''), options.option_text) as string
        ) as option_label,
        cast(coalesce(chosen.responses, 0) as bigint) as responses,
        cast(bases.base_n as bigint) as base_n,
        cast({{ ratio('coalesce(chosen.responses, 0)', 'bases.base_n') }} as double) as share,
        cast(chosen.mean_rank as double) as mean_rank
    from options
    inner join surveys
        on options.survey_id = surveys.survey_id
    inner join items
        on
            options.survey_id = items.survey_id
            and options.item_no = items.item_no
    inner join bases
        on
            options.survey_id = bases.survey_id
            and options.item_no = bases.item_no
    left join chosen
        on
            options.survey_id = chosen.survey_id
            and options.item_no = chosen.item_no
            and options.option_text = chosen.option_text
    left join declared_options
        on
            options.survey_id = declared_options.survey_id
            and options.item_no = declared_options.item_no
            and options.option_text = declared_options.option_text
)

select * from final
