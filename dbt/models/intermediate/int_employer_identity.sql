with

records as (
    select * from {{ ref('int_employer_record') }}
),

listed as (
    select * from {{ ref('stg_employer_lists') }}
),

name_codes as (
    select * from {{ ref('int_employer_name_code') }}
),

same_employers as (
    select * from {{ ref('int_employer_same') }}
),

employer_names as (
    select employer_name_key from records
    union
    select employer_parent_key as employer_name_key from records
    where employer_parent_key is not null
    union
    select parent_name_key as employer_name_key from listed
    where parent_name_key is not null
),

coded as (
    select distinct
        employer_code,
        employer_name_key,
        employer_code as reference,
        cast(null as date) as valid_from,
        cast(null as date) as valid_until
    from records
    where employer_code is not null
),

by_name_alone as (
    select
        cast(null as string) as employer_code,
        employer_names.employer_name_key,
        'name:' || employer_names.employer_name_key as reference,
        cast(null as date) as valid_from,
        name_codes.known_from as valid_until
    from employer_names
    left join name_codes
        on employer_names.employer_name_key = name_codes.employer_name_key
),

by_code_of_name as (
    select
        cast(null as string) as employer_code,
        employer_name_key,
        employer_code as reference,
        known_from as valid_from,
        known_until as valid_until
    from name_codes
),

by_name_again as (
    select
        cast(null as string) as employer_code,
        employer_name_key,
        'name:' || employer_name_key as reference,
        known_until as valid_from,
        cast(null as date) as valid_until
    from name_codes
    where known_until is not null
),

identities as (
    select * from coded
    union all
    select * from by_name_alone
    union all
    select * from by_code_of_name
    union all
    select * from by_name_again
),

final as (
    select
        identities.employer_code,
        identities.employer_name_key,
        coalesce(same_employers.employer_key, identities.reference) as employer_key,
        identities.valid_from,
        identities.valid_until,
        identities.valid_until is null as is_current
    from identities
    left join same_employers
        on identities.reference = same_employers.reference
    -- Two codes met on one day leave an interval without a day.
    where coalesce(identities.valid_from < identities.valid_until, true)
)

select * from final
