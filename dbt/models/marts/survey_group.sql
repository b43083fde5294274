with

members as (
    select * from {{ ref('fct_survey_group') }}
),

final as (
    select
        cast(survey_id as string) as survey_id,
        cast(response_no as string) as response_no,
        cast(breakdown as string) as breakdown,
        cast(breakdown_value as string) as breakdown_value
    from members
)

select * from final
