{%- set carried = [
    'gender_code', 'birth_year', 'ethnicity_code', 'political_status_code', 'degree_code', 'college', 'major_code',
    'major_name', 'campus', 'academy', 'class_name', 'enrolled_on', 'enrolled_on_precision', 'graduated_on',
    'graduated_on_precision', 'study_form_code', 'training_mode_code', 'origin_region_code', 'urban_rural_code',
    'hardship_code', 'teacher_training_code'
] -%}
with

graduates as (
    select * from {{ ref('stg_graduates') }}
),

history as (
    {{ version_history('graduates', 'graduate_key') }}
),

told as (
    select
        history.class_year,
        history.graduate_key,
        history.version_no,
        history.recorded_on,
        history.superseded_on,
        history.delivery_id,
        history.is_withdrawn as is_absent,
        -- Counts absences so far: what was told of someone's standing before an absence ends with it.
        sum(case when history.is_withdrawn then 1 else 0 end) over (
            partition by history.class_year, history.graduate_key order by history.version_no nulls last
        ) as absences,
        graduates.roster_status,
        graduates.exam_key,
        graduates.gender_code,
        graduates.birth_year,
        graduates.ethnicity_code,
        graduates.political_status_code,
        graduates.degree_code,
        graduates.college,
        -- Code and name of a major are told together: a new name must not stand beside an old code.
        case
            when graduates.major_code is not null or graduates.major_name is not null
                then coalesce(graduates.major_code, '')
        end as major_code,
        case
            when graduates.major_code is not null or graduates.major_name is not null
                then coalesce(graduates.major_name, '')
        end as major_name,
        graduates.campus,
        graduates.academy,
        graduates.class_name,
        graduates.enrolled_on,
        case when graduates.enrolled_on is not null then graduates.enrolled_on_precision end as enrolled_on_precision,
        graduates.graduated_on,
        case when graduates.graduated_on is not null then graduates.graduated_on_precision end
            as graduated_on_precision,
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
),

-- An update that comes without a column, or leaves it blank, tells nothing about it: the earlier word stands.
known as (
    select
        class_year,
        graduate_key,
        version_no,
        recorded_on,
        superseded_on,
        delivery_id,
        is_absent,
        exam_key,
        {% for column in carried %}
        {{ last_known(column, 'class_year, graduate_key', 'version_no') }} as {{ column }},
        {% endfor %}
        {{ last_known('roster_status', 'class_year, graduate_key, absences', 'version_no') }} as roster_status
    from told
),

final as (
    select
        class_year,
        graduate_key,
        version_no,
        recorded_on,
        superseded_on,
        delivery_id,
        is_absent,
        case when is_absent then 'withdrawn' else coalesce(roster_status, 'graduate') end as roster_status,
        exam_key,
        nullif(major_code, '') as major_code,
        {% for column in carried if column not in ('major_code', 'major_name') %}
        {{ column }},
        {% endfor %}
        nullif(major_name, '') as major_name
    from known
)

select * from final
