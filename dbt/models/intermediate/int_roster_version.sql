with

graduates as (
    select * from {{ ref('stg_graduates') }}
),

history as (
    {{ version_history('graduates', 'graduate_key') }}
),

final as (
    select
        history.class_year,
        history.graduate_key,
        history.version_no,
        history.recorded_on,
        history.superseded_on,
        history.delivery_id,
        case when history.is_withdrawn then 'withdrawn' else coalesce(graduates.roster_status, 'graduate') end
            as roster_status,
        graduates.exam_key,
        graduates.gender_code,
        graduates.birth_year,
        graduates.ethnicity_code,
        graduates.political_status_code,
        graduates.degree_code,
        graduates.college,
        graduates.major_code,
        graduates.major_name,
        graduates.campus,
        graduates.academy,
        graduates.class_name,
        graduates.enrolled_on,
        graduates.enrolled_on_precision,
        graduates.graduated_on,
        graduates.graduated_on_precision,
        graduates.study_form_code,
        graduates.training_mode_code,
        graduates.origin_region_code,
        graduates.urban_rural_code,
        graduates.hardship_code,
        graduates.teacher_training_code
    from history
    left join graduates
        on
            history.delivery_id = graduates.delivery_id
            and history.class_year = graduates.class_year
            and history.graduate_key = graduates.graduate_key
            and history.source_line = graduates.source_line
            and coalesce(history.source_sheet, '') = coalesce(graduates.source_sheet, '')
)

select * from final
