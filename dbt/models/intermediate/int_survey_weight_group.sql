with

cells as (
    select * from {{ ref('int_survey_weight_cell') }}
),

group_sizes as (
    select
        survey_id,
        weight_cell,
        weight_gender,
        sum(frame_n) as frame_n,
        sum(responses_n) as responses_n
    from cells
    group by survey_id, weight_cell, weight_gender
),

final as (
    select
        survey_id,
        weight_cell,
        weight_gender,
        cast(frame_n as bigint) as frame_n,
        cast(responses_n as bigint) as responses_n,
        {{ ratio(
            'sum(frame_n) over (partition by survey_id, weight_cell)', 'sum(frame_n) over (partition by survey_id)'
        ) }} as cell_share,
        {{ ratio(
            'sum(frame_n) over (partition by survey_id, weight_gender)', 'sum(frame_n) over (partition by survey_id)'
        ) }} as gender_share,
        {{ ratio('responses_n', 'sum(responses_n) over (partition by survey_id)') }} as response_share
    from group_sizes
)

select * from final
