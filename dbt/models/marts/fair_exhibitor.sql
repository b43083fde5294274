with

registrations as (
    select * from {{ ref('fct_fair_registration') }}
),

final as (
    select
        cast(fair_id as string) as fair_id,
        cast(employer_key as string) as employer_key,
        cast(registration_no as bigint) as registration_no,
        cast(employer_name as string) as employer_name,
        cast(employer_uscc as string) as employer_uscc,
        cast(employer_nature_code as string) as employer_nature_code,
        cast(industry_code as string) as industry_code,
        cast(region_code as string) as region_code,
        cast(positions as bigint) as positions,
        cast(headcount as bigint) as headcount,
        cast(recruiters as bigint) as recruiters,
        cast(booth_no as string) as booth_no,
        cast(is_attending as boolean) as is_attending,
        cast(delivery_id as string) as delivery_id
    from registrations
)

select * from final
