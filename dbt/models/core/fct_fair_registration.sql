{%- set not_attending = var('fair_not_attending_statuses') -%}
with

registrations as (
    select * from {{ ref('int_fair_registration') }}
),

final as (
    select
        fair_id,
        employer_key,
        registration_no,
        employer_name,
        employer_name_key,
        employer_uscc,
        employer_nature_code,
        industry_code,
        region_code,
        positions,
        headcount,
        recruiters,
        booth_no,
        registered_at,
        registration_status,
        coalesce(registration_status, '') not in (
            {%- for status in not_attending %}
            '{{ status }}'{{ ',' if not loop.last }}
            {%- endfor %}
        ) as is_attending,
        delivery_id
    from registrations
)

select * from final
