{{ config(severity='warn') }}
-- What it is: a group of a survey has more responses than people who could have answered. It warns and does not stop.
-- When it matters: people answered twice, strangers answered, or the survey was given the wrong class year or frame;
-- the response rate is above 1 and the interval of width 0 is not to be believed.
-- How to resolve: check class_year and frame of the survey in institution.yml and the response numbers of the export.
select
    survey_id,
    breakdown,
    breakdown_value,
    responses_n,
    frame_n
from {{ ref('satisfaction') }}
where responses_n > frame_n
