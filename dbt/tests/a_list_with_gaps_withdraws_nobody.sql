-- What it is: nobody leaves the roster or loses a destination by a full list of which rows are in quarantine.
-- When it matters: whose rows those are is not known, so one misspelt cell would take its graduate out of every figure.
-- How to resolve: the rule stands in the macro `landed`; a row here means that a model went around it.
with

withdrawals as (
    select
        'roster' as feed,
        class_year,
        delivery_id
    from {{ ref('int_roster_version') }}
    where is_absent
    union all
    select
        'destinations' as feed,
        class_year,
        delivery_id
    from {{ ref('int_destination_version') }}
    where is_withdrawn
),

deliveries as (
    select * from {{ ref('fct_delivery') }}
)

select
    withdrawals.feed,
    withdrawals.class_year,
    deliveries.file,
    count(*) as withdrawn
from withdrawals
inner join deliveries
    on withdrawals.delivery_id = deliveries.delivery_id
where deliveries.delivery_mode = 'full' and deliveries.quarantined > 0
group by withdrawals.feed, withdrawals.class_year, deliveries.file
