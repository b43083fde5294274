with

options as (
    select * from {{ ref('stg_survey_options') }}
),

final as (
    select
        survey_id,
        item_no,
        option_text,
        score,
        is_excluded,
        option_position
    from options
)

select * from final
