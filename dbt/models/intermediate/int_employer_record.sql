with

destinations as (
    select * from {{ ref('stg_destinations') }}
),

destination_codes as (
    select * from {{ ref('code_destination') }}
),

registrations as (
    select * from {{ ref('stg_fair_employers') }}
),

listed as (
    select * from {{ ref('stg_employer_lists') }}
),

lists as (
    select * from {{ ref('stg_lists') }}
),

-- With further study the same columns hold a school or a country, which is never an employer.
from_destinations as (
    select
        'destination' as source_feed,
        destinations.employer_code,
        destinations.employer_uscc,
        destinations.employer_name_key,
        destinations.employer_parent_key,
        destinations.employer_name,
        destinations.employer_nature_code,
        destinations.industry_code,
        destinations.work_region_code as region_code,
        destinations.recorded_on
    from destinations
    inner join destination_codes
        on destinations.destination_code = destination_codes.code
    where destination_codes.is_by_employer
),

from_fairs as (
    select
        'fair' as source_feed,
        employer_code,
        employer_uscc,
        employer_name_key,
        employer_parent_key,
        employer_name,
        employer_nature_code,
        industry_code,
        region_code,
        recorded_on
    from registrations
),

from_lists as (
    select
        'list' as source_feed,
        listed.employer_code,
        listed.employer_uscc,
        listed.employer_name_key,
        listed.employer_parent_key,
        listed.employer_name,
        cast(null as string) as employer_nature_code,
        cast(null as string) as industry_code,
        cast(null as string) as region_code,
        listed.recorded_on
    from listed
    inner join lists
        on listed.list_name = lists.list_name
    where lists.list_of = 'employers'
),

records as (
    select * from from_destinations
    union all
    select * from from_fairs
    union all
    select * from from_lists
),

final as (
    select
        source_feed,
        employer_code,
        -- Only a valid code is worth showing.
        max(case when employer_code is not null then employer_uscc end) as employer_uscc,
        employer_name_key,
        employer_parent_key,
        employer_name,
        employer_nature_code,
        industry_code,
        region_code,
        recorded_on,
        count(*) as records
    from records
    where employer_name_key is not null
    group by
        source_feed, employer_code, employer_name_key, employer_parent_key, employer_name, employer_nature_code,
        industry_code, region_code, recorded_on
)

select * from final
