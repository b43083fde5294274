with

landed as (
    {{ landed('destinations') }}
),

final as (
    select
        cast(class_year as bigint) as class_year,
        cast(graduate_key as string) as graduate_key,
        cast(exam_key as string) as exam_key,
        cast(destination as string) as destination_code,
        cast(signed_on as date) as signed_on,
        cast(employer_name as string) as employer_name,
        cast(employer_uscc as string) as employer_uscc,
        cast(employer_code as string) as employer_code,
        cast(employer_name_key as string) as employer_name_key,
        cast(employer_parent_key as string) as employer_parent_key,
        cast(employer_nature as string) as employer_nature_code,
        cast(industry as string) as industry_code,
        cast(position as string) as position_code,
        cast(work_region as string) as work_region_code,
        cast(study_institution as string) as study_institution,
        cast(study_institution_key as string) as study_institution_key,
        cast(study_country as string) as study_country,
        cast(monthly_salary as double) as monthly_salary,
        cast(monthly_salary_low as double) as monthly_salary_low,
        cast(monthly_salary_high as double) as monthly_salary_high,
        cast(major_match as string) as major_match_code,
        cast(evidence as string) as evidence_code,
        cast(delivery_id as string) as delivery_id,
        cast(delivery_mode as string) as delivery_mode,
        cast(recorded_on as date) as recorded_on,
        cast(source_file as string) as source_file,
        cast(source_sheet as string) as source_sheet,
        cast(source_line as bigint) as source_line
    from landed
)

select * from final
