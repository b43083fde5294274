with

records as (
    select * from {{ ref('int_destination_record') }}
),

history as (
    {{ version_history('records', 'record_key') }}
),

final as (
    select
        history.class_year,
        history.record_key,
        history.version_no,
        history.recorded_on,
        history.superseded_on,
        history.delivery_id,
        history.source_file,
        history.source_sheet,
        history.source_line,
        history.is_withdrawn,
        records.graduate_key,
        records.exam_key,
        records.destination_code,
        records.signed_on,
        records.employer_name,
        records.employer_uscc,
        records.employer_code,
        records.employer_name_key,
        records.employer_parent_key,
        records.employer_nature_code,
        records.industry_code,
        records.position_code,
        records.work_region_code,
        records.study_institution,
        records.study_institution_key,
        records.study_country,
        records.monthly_salary,
        records.monthly_salary_low,
        records.monthly_salary_high,
        records.major_match_code,
        records.evidence_code
    from history
    left join records
        on
            history.delivery_id = records.delivery_id
            and history.class_year = records.class_year
            and history.record_key = records.record_key
            and history.source_line = records.source_line
            and coalesce(history.source_sheet, '') = coalesce(records.source_sheet, '')
)

select * from final
