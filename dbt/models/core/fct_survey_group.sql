with

breakdowns as (
    select * from {{ ref('int_survey_breakdown') }}
),

final as (
    select
        survey_id,
        response_no,
        breakdown,
        breakdown_value
    from breakdowns
)

select * from final
