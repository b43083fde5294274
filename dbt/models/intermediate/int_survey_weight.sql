{%- set rounds = var('survey_raking_rounds') | int -%}
{%- set low = var('survey_weight_low') -%}
{%- set high = var('survey_weight_high') -%}
with

respondent_groups as (
    select *
    from {{ ref('int_survey_weight_group') }}
    where responses_n > 0
),

round_0_genders as (
    select distinct
        survey_id,
        weight_gender,
        cast(1 as double) as factor
    from respondent_groups
),
{%- for round in range(1, rounds + 1) %}

round_{{ round }}_cells as {{ run_once() }} (
    {{ raking_step('weight_cell', 'cell_share', 'round_' ~ (round - 1) ~ '_genders', 'weight_gender') }}
),

round_{{ round }}_genders as {{ run_once() }} (
    {{ raking_step('weight_gender', 'gender_share', 'round_' ~ round ~ '_cells', 'weight_cell') }}
),
{%- endfor %}

-- The genders fit after the last step; how far the cells are off says whether the rounds were enough.
fitted as (
    select
        respondent_groups.survey_id,
        respondent_groups.weight_cell,
        respondent_groups.weight_gender,
        respondent_groups.responses_n,
        respondent_groups.response_share,
        respondent_groups.cell_share,
        respondent_groups.gender_share,
        cells.factor * genders.factor as raked_weight
    from respondent_groups
    inner join round_{{ rounds }}_cells as cells
        on
            respondent_groups.survey_id = cells.survey_id
            and respondent_groups.weight_cell = cells.weight_cell
    inner join round_{{ rounds }}_genders as genders
        on
            respondent_groups.survey_id = genders.survey_id
            and respondent_groups.weight_gender = genders.weight_gender
),

deviations as (
    select
        *,
        abs(sum(response_share * raked_weight) over (partition by survey_id, weight_cell) - cell_share) as deviation
    from fitted
),

final as (
    select
        survey_id,
        weight_cell,
        weight_gender,
        responses_n,
        cell_share,
        gender_share,
        raked_weight,
        cast(
            case
                when raked_weight < {{ low }} then {{ low }}
                when raked_weight > {{ high }} then {{ high }}
                else raked_weight
            end as double
        ) as weight,
        raked_weight < {{ low }} or raked_weight > {{ high }} as is_trimmed,
        max(deviation) over (partition by survey_id) <= {{ var('survey_raking_tolerance') }} as is_converged
    from deviations
)

select * from final
