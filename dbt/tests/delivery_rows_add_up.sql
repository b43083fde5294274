-- What it is: every row of a file is accounted for: rows_read = accepted + quarantined + duplicates + totals_rows.
-- When it matters: a row that is in none of the four was lost on the way in, and every count below is short of it.
-- How to resolve: compare the file with the landed rows and the quarantine of that delivery; the fault is in ingest,
-- not in the file.
with

deliveries as (
    select
        delivery_id,
        file,
        status,
        rows_read,
        accepted + quarantined + duplicates + totals_rows as rows_accounted_for
    from {{ ref('delivery_quality') }}
)

select *
from deliveries
where
    rows_read <> rows_accounted_for
    or (rows_read is null and rows_accounted_for is not null)
    or (rows_accounted_for is null and (rows_read is not null or status = 'landed'))
