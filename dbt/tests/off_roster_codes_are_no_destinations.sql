-- What it is: no code that means `not a graduate` (65 留级/休学 and the like) is a destination too, or is in a rate.
-- When it matters: such a person would be counted in N, and under a code that says nothing about an outcome.
-- How to resolve: keep the code in one of code_destination and code_destination_off_roster.
with

off_roster as (
    select * from {{ ref('code_destination_off_roster') }}
),

destinations as (
    select * from {{ ref('code_destination') }}
),

counted as (
    select destination_code from {{ ref('rate_base') }}
    union distinct
    select destination_code from {{ ref('rate_matrix') }}
)

select off_roster.code
from off_roster
left join destinations
    on off_roster.code = destinations.code
left join counted
    on off_roster.code = counted.destination_code
where destinations.code is not null or counted.destination_code is not null
