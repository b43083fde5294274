-- What it is: the base `all` holds every parent code of code_destination, so that N is everybody.
-- When it matters: a new code that is not in the base makes N too small and every rate of the ministry too high.
-- How to resolve: add the code to rate_base under `all`, and to the other bases and numerators it belongs to.
with

codes as (
    select distinct parent_code
    from {{ ref('code_destination') }}
),

bases as (
    select * from {{ ref('rate_base') }}
    where base = 'all'
),

final as (
    select codes.parent_code
    from codes
    left join bases
        on codes.parent_code = bases.destination_code
    where bases.destination_code is null
)

select * from final
