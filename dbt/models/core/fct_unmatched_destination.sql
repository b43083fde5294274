with

records as (
    select * from {{ ref('int_destination_record') }}
),

roster as (
    select * from {{ ref('int_roster_version') }}
),

roster_keys as (
    select distinct
        class_year,
        graduate_key
    from roster
),

roster_exam_keys as (
    select distinct
        class_year,
        exam_key
    from roster
    where exam_key is not null
),

final as (
    select
        records.class_year,
        records.delivery_id,
        records.source_file,
        records.source_sheet,
        records.source_line,
        records.recorded_on,
        case when records.graduate_key is null then 'exam_no' else 'student_no' end as key_kind
    from records
    left join roster_keys
        on
            records.class_year = roster_keys.class_year
            and records.graduate_key = roster_keys.graduate_key
    left join roster_exam_keys
        on
            records.class_year = roster_exam_keys.class_year
            -- The exam number is asked only where there is no student number.
            and case when records.graduate_key is null then records.exam_key end = roster_exam_keys.exam_key
    where roster_keys.graduate_key is null and roster_exam_keys.exam_key is null
)

select * from final
