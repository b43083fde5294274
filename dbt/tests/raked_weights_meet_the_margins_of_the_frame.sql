-- What it is: the raked weights of the respondents give every cell and every gender its share of the frame, as far as
-- no weight was trimmed; and no trimmed weight is outside its bounds.
-- When it matters: a weighted rate stands beside the headline to show what non-response may have done; weights that do
-- not meet the roster show something else.
-- How to resolve: look at the survey's rows in int_survey_weight. is_converged should be false for margins that
-- contradict each other; more rounds (survey_raking_rounds) help where they merely fit slowly.
with

responses as (
    select
        survey_id,
        weight_cell,
        weight_gender,
        weight,
        raked_weight
    from {{ ref('fct_survey_response') }}
    where weight is not null
),

shares as (
    select * from {{ ref('int_survey_weight_group') }}
),

margins as (
    select
        survey_id,
        weight_cell as category,
        max(cell_share) as frame_share
    from shares
    group by survey_id, weight_cell
    union all
    select
        survey_id,
        weight_gender as category,
        max(gender_share) as frame_share
    from shares
    group by survey_id, weight_gender
),

weighted as (
    select
        survey_id,
        weight_cell as category,
        sum(raked_weight) as weight_sum
    from responses
    group by survey_id, weight_cell
    union all
    select
        survey_id,
        weight_gender as category,
        sum(raked_weight) as weight_sum
    from responses
    group by survey_id, weight_gender
),

totals as (
    select
        survey_id,
        sum(raked_weight) as weight_sum
    from responses
    group by survey_id
),

off_margins as (
    select
        weighted.survey_id,
        weighted.category
    from weighted
    inner join totals
        on weighted.survey_id = totals.survey_id
    inner join margins
        on
            weighted.survey_id = margins.survey_id
            and weighted.category = margins.category
    where
        abs({{ ratio('weighted.weight_sum', 'totals.weight_sum') }} - margins.frame_share)
        > 2 * {{ var('survey_raking_tolerance') }}
),

off_bounds as (
    select distinct
        survey_id,
        weight_cell as category
    from responses
    where
        weight < {{ var('survey_weight_low') }}
        or weight > {{ var('survey_weight_high') }}
)

select * from off_margins
union all
select * from off_bounds
