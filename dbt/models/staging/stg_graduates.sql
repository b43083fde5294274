with

landed as (
    {{ landed('graduates') }}
),

final as (
    select
        cast(class_year as bigint) as class_year,
        cast(graduate_key as string) as graduate_key,
        cast(exam_key as string) as exam_key,
        cast(mobile_key as string) as mobile_key,
        cast(gender as string) as gender_code,
        cast(birth_year as bigint) as birth_year,
        cast(ethnicity as string) as ethnicity_code,
        cast(political_status as string) as political_status_code,
        cast(degree_code as string) as degree_code,
        cast(college as string) as college,
        cast(major_code as string) as major_code,
        cast(major_name as string) as major_name,
        cast(campus as string) as campus,
        cast(academy as string) as academy,
        cast(class_name as string) as class_name,
        cast(enrolled_on as date) as enrolled_on,
        cast(enrolled_on_precision as string) as enrolled_on_precision,
        cast(graduated_on as date) as graduated_on,
        cast(graduated_on_precision as string) as graduated_on_precision,
        cast(study_form as string) as study_form_code,
        cast(training_mode as string) as training_mode_code,
        cast(origin_region as string) as origin_region_code,
        cast(urban_rural as string) as urban_rural_code,
        cast(hardship as string) as hardship_code,
        cast(teacher_training as string) as teacher_training_code,
        cast(roster_status as string) as roster_status,
        cast(delivery_id as string) as delivery_id,
        cast(delivery_mode as string) as delivery_mode,
        cast(recorded_on as date) as recorded_on,
        cast(source_file as string) as source_file,
        cast(source_sheet as string) as source_sheet,
        cast(source_line as bigint) as source_line
    from landed
)

select * from final
