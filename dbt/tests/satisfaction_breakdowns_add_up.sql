-- What it is: the groups of every breakdown, unknown among them, add up to the responses and the base of overall.
-- When it matters: a respondent in two groups, or in none, makes the groups incomparable with the whole.
-- How to resolve: look at the survey's rows in int_survey_breakdown; two items declared under one breakdown name, or a
-- graduate twice in int_survey_roster, are the usual causes.
with

satisfaction as (
    select * from {{ ref('satisfaction') }}
),

breakdowns as (
    select
        survey_id,
        item_no,
        box_rule,
        breakdown,
        sum(responses_n) as responses_n,
        sum(base_n) as base_n,
        sum(satisfied_n) as satisfied_n
    from satisfaction
    where breakdown <> 'overall'
    group by survey_id, item_no, box_rule, breakdown
)

select breakdowns.*
from breakdowns
inner join satisfaction as overall
    on
        breakdowns.survey_id = overall.survey_id
        and breakdowns.item_no = overall.item_no
        and breakdowns.box_rule = overall.box_rule
        and overall.breakdown = 'overall'
where
    breakdowns.responses_n <> overall.responses_n
    or breakdowns.base_n <> overall.base_n
    or breakdowns.satisfied_n <> overall.satisfied_n
