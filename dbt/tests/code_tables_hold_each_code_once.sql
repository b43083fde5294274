-- What it is: every code table holds each code once and none that is empty.
-- When it matters: a join to a doubled code doubles graduates; one test for all tables keeps the build short.
-- How to resolve: remove the doubled row from the seed named in table_name.
{% set tables = [
    'destination', 'employer_nature', 'industry', 'position', 'degree', 'gender', 'ethnicity', 'political_status',
    'training_mode', 'study_form', 'urban_rural', 'hardship', 'teacher_training', 'roster_status', 'major_match',
    'evidence', 'fair_kind', 'region', 'activity_kind', 'online', 'employer_list'
] %}
with

codes as (
    {% for table in tables %}
    select
        'code_{{ table }}' as table_name,
        code
    from {{ ref('code_' ~ table) }}
    union all
    {% endfor %}
    select
        'code_province' as table_name,
        province_code as code
    from {{ ref('code_province') }}
),

final as (
    select
        table_name,
        code,
        count(*) as rows_found
    from codes
    group by table_name, code
    having count(*) > 1 or code is null
)

select * from final
