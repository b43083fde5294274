{{ config(severity='warn') }}
-- What it is: answers to a scale item that have no score and are not declared as excluded. It warns and does not stop.
-- When it matters: these answers leave the base in silence, as if they were 无法评价.
-- How to resolve: write the option with its score, or as an excluded one, into the survey's item in institution.yml.
-- The answers themselves are not listed here, since they may be a person's own words: see the export.
select
    survey_id,
    item_no,
    count(*) as answers
from {{ ref('int_survey_answer') }}
where
    item_kind = 'scale'
    and answer is not null
    and not is_excluded
    and not is_in_base
group by survey_id, item_no
