with

responses as (
    select * from {{ ref('int_survey_response') }}
),

flags as (
    select * from {{ ref('int_survey_response_flag') }}
),

respondents as (
    select * from {{ ref('int_survey_respondent') }}
),

weightings as (
    select * from {{ ref('int_survey_weighting') }}
),

weight_cells as (
    select * from {{ ref('int_survey_weight_cell') }}
),

weights as (
    select *
    from {{ ref('int_survey_weight') }}
    where is_converged
),

placed as (
    select
        respondents.survey_id,
        respondents.response_no,
        case when weightings.uses_degree_level then respondents.degree_level else 'all' end as degree_level,
        case when weightings.uses_college_group then respondents.college_group else 'all' end as college_group,
        case when weightings.uses_gender then respondents.gender else 'all' end as gender
    from respondents
    inner join weightings
        on respondents.survey_id = weightings.survey_id
),

weighted as (
    select
        placed.survey_id,
        placed.response_no,
        weights.weight_cell,
        weights.weight_gender,
        weights.raked_weight,
        weights.weight
    from placed
    inner join weight_cells
        on
            placed.survey_id = weight_cells.survey_id
            and placed.degree_level = weight_cells.degree_level
            and placed.college_group = weight_cells.college_group
            and placed.gender = weight_cells.gender
    inner join weights
        on
            weight_cells.survey_id = weights.survey_id
            and weight_cells.weight_cell = weights.weight_cell
            and weight_cells.weight_gender = weights.weight_gender
),

final as (
    select
        responses.survey_id,
        responses.response_no,
        responses.delivery_id,
        responses.recorded_on,
        cast(responses.submitted_at as date) as submitted_on,
        responses.duration_seconds,
        responses.graduate_key is not null as has_key,
        flags.shown_n,
        flags.answered_n,
        flags.is_complete,
        flags.is_speeder,
        flags.is_straight_liner,
        flags.is_duplicate,
        flags.is_repeat,
        flags.excluded_as,
        flags.excluded_as is null as is_counted,
        weighted.weight_cell,
        weighted.weight_gender,
        weighted.raked_weight,
        weighted.weight
    from responses
    inner join flags
        on
            responses.survey_id = flags.survey_id
            and responses.response_no = flags.response_no
    left join weighted
        on
            responses.survey_id = weighted.survey_id
            and responses.response_no = weighted.response_no
)

select * from final
