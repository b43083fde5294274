with

versions as (
    select
        *,
        coalesce(superseded_on, {{ open_end() }}) as until_day
    from {{ ref('int_destination_version') }}
    where not is_withdrawn
),

exam_keys as (
    select * from {{ ref('int_exam_key') }}
),

by_graduate_key as (
    select
        class_year,
        graduate_key,
        record_key,
        version_no,
        recorded_on,
        delivery_id,
        source_file,
        source_sheet,
        source_line,
        destination_code,
        recorded_on as from_day,
        until_day
    from versions
    where graduate_key is not null
),

-- Only for records without a student number. The exam number counts as of each day, not as of today: a correction of
-- the roster next month must not change what was known this month.
by_exam_key as (
    select
        versions.class_year,
        exam_keys.graduate_key,
        versions.record_key,
        versions.version_no,
        versions.recorded_on,
        versions.delivery_id,
        versions.source_file,
        versions.source_sheet,
        versions.source_line,
        versions.destination_code,
        case when versions.recorded_on >= exam_keys.from_day then versions.recorded_on else exam_keys.from_day end
            as from_day,
        case when versions.until_day <= exam_keys.until_day then versions.until_day else exam_keys.until_day end
            as until_day
    from versions
    inner join exam_keys
        on
            versions.class_year = exam_keys.class_year
            and versions.exam_key = exam_keys.exam_key
            and versions.recorded_on < exam_keys.until_day
            and versions.until_day > exam_keys.from_day
    where versions.graduate_key is null
),

matched as (
    select * from by_graduate_key
    union all
    select * from by_exam_key
),

final as (
    select *
    from matched
    -- Superseded on its own day: it was never the state of any day.
    where from_day < until_day
)

select * from final
