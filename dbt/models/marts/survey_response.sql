with

responses as (
    select * from {{ ref('fct_survey_response') }}
),

final as (
    select
        cast(survey_id as string) as survey_id,
        cast(response_no as string) as response_no,
        cast(delivery_id as string) as delivery_id,
        cast(recorded_on as date) as recorded_on,
        cast(submitted_on as date) as submitted_on,
        cast(duration_seconds as bigint) as duration_seconds,
        cast(has_key as boolean) as has_key,
        cast(shown_n as bigint) as shown_n,
        cast(answered_n as bigint) as answered_n,
        cast(is_complete as boolean) as is_complete,
        cast(is_speeder as boolean) as is_speeder,
        cast(is_straight_liner as boolean) as is_straight_liner,
        cast(is_duplicate as boolean) as is_duplicate,
        cast(is_repeat as boolean) as is_repeat,
        cast(is_counted as boolean) as is_counted,
        cast(excluded_as as string) as excluded_as,
        cast(weight_cell as string) as weight_cell,
        cast(weight_gender as string) as weight_gender,
        cast(raked_weight as double) as raked_weight,
        cast(weight as double) as weight
    from responses
)

select * from final
