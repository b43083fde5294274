{{ config(severity='warn') }}
-- What it is: a goal whose indicator gives no figure for its year. It warns and does not stop.
-- When it matters: the goal shows as neither met nor missed. For a year that has not begun that is right; for another
-- the name after `of` (a kind, a pillar, a programme, a survey) may be spelt otherwise than in the deliveries, or the
-- snapshot has not come.
-- How to resolve: compare `of` and `snapshot` of the goal in institution.yml with the names in the deliveries.
select
    year,
    goal_id,
    indicator,
    indicator_of,
    snapshot
from {{ ref('annual_goal') }}
where indicator is not null and actual is null
