with

answers as (
    select * from {{ ref('fct_survey_answer') }}
),

final as (
    select
        cast(survey_id as string) as survey_id,
        cast(response_no as string) as response_no,
        cast(item_no as string) as item_no,
        cast(option_text as string) as option,
        cast(item_kind as string) as item_kind,
        cast(answer_status as string) as answer_status,
        cast(choice_rank as bigint) as choice_rank,
        cast(score as double) as score,
        cast(is_in_base as boolean) as is_in_base,
        cast(outside_base as string) as outside_base,
        cast(measure as string) as measure,
        cast(counts_in_measure as boolean) as counts_in_measure
    from answers
)

select * from final
