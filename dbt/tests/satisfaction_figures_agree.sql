-- What it is: satisfied <= base <= responses, the excluded make up the rest, the Wilson interval holds the rate, and a
-- higher threshold never satisfies more people than a lower one.
-- When it matters: a figure that breaks one of these contradicts itself in print.
-- How to resolve: follow the row back to fct_satisfaction_count and int_survey_answer; usually a response was counted
-- twice or an option has two scores.
with

figures as (
    select
        *,
        lag(satisfied_n) over (
            partition by survey_id, item_no, breakdown, breakdown_value
            order by min_score nulls last, box_rule nulls last
        ) as satisfied_at_lower_score
    from {{ ref('satisfaction') }}
)

select *
from figures
where
    satisfied_n > base_n
    or base_n > responses_n
    or base_n + excluded_n <> responses_n
    -- Half a billionth is the rounding of doubles, not a finding.
    or wilson_low > rate + 0.0000000005
    or wilson_high < rate - 0.0000000005
    or satisfied_n > satisfied_at_lower_score
