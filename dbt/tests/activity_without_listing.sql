{{ config(severity='warn') }}
-- What it is: participants of an activity that the activities feed does not hold. It warns and does not stop.
-- When it matters: its visits are counted under kind `unknown`, and not at all where their list has no times either,
-- because then nobody knows the year; a mistyped number splits one activity into two.
-- How to resolve: deliver the activity's line in the activities feed, or put the number right in the list.
select
    activity_id,
    held_on
from {{ ref('dim_activity') }}
where not is_listed
