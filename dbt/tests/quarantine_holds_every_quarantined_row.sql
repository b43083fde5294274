-- What it is: a landed delivery that counts quarantined rows has them in the quarantine, and none besides.
-- When it matters: a row that is counted but not kept cannot be shown, mended and replayed.
-- How to resolve: delete the delivery's landed file and its quarantine file, they are a cache, and run again; if it
-- comes back the fault is in ingest.
with

deliveries as (
    select *
    from {{ ref('delivery_quality') }}
    where status = 'landed'
),

quarantined_lines as (
    select distinct
        delivery_id,
        sheet,
        source_line
    from {{ ref('stg_quarantine') }}
),

kept as (
    select
        delivery_id,
        count(*) as kept
    from quarantined_lines
    group by delivery_id
)

select
    deliveries.delivery_id,
    deliveries.file,
    deliveries.quarantined,
    coalesce(kept.kept, 0) as kept
from deliveries
left join kept
    on deliveries.delivery_id = kept.delivery_id
where deliveries.quarantined <> coalesce(kept.kept, 0)
