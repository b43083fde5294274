{{ config(severity='warn') }}
-- What it is: employer or scan records of a fair that the fairs feed does not hold. It warns and does not stop.
-- When it matters: the fair has no name and no day, so its scans cannot be placed inside or outside its days and no
-- signing can be credited; a mistyped number splits one fair into two.
-- How to resolve: deliver the fair's line in the fairs feed, or put the number right in the employer or scan file.
select fair_id
from {{ ref('dim_fair') }}
where not is_listed
