with

deliveries as (
    select * from {{ ref('stg_deliveries') }}
),

final as (
    select
        delivery_id,
        feed,
        file,
        recorded_on,
        delivery_mode,
        class_year,
        survey_id,
        format,
        encoding,
        sheet,
        header_row,
        rows_read,
        accepted,
        quarantined,
        duplicates,
        totals_rows,
        top_reasons,
        status,
        reason,
        what_to_do,
        notes,
        dropped_columns
    from deliveries
)

select * from final
