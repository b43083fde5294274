{%- set attributes = ['employer_nature_code', 'industry_code', 'region_code'] -%}
with

records as (
    select * from {{ ref('int_employer_record') }}
),

identities as (
    select * from {{ ref('int_employer_identity') }}
    where is_current
),

parents as (
    select * from {{ ref('int_employer_parent') }}
),

natures as (
    select * from {{ ref('code_employer_nature') }}
),

industries as (
    select * from {{ ref('code_industry') }}
),

regions as (
    select * from {{ ref('int_region') }}
),

keyed as (
    select
        identities.employer_key,
        records.*
    from records
    inner join identities
        on
            records.employer_name_key = identities.employer_name_key
            and coalesce(records.employer_code, '') = coalesce(identities.employer_code, '')
),

employers as (
    select
        employer_key,
        min(employer_code) as employer_code,
        -- Of the two kinds of codes the longer one, which says where the employer is registered.
        coalesce(
            max(case when length(employer_uscc) = 18 then employer_uscc end), max(employer_uscc)
        ) as employer_uscc,
        count(distinct employer_code) as codes,
        count(distinct employer_name_key) as names,
        cast(sum(case when source_feed = 'destination' then records else 0 end) as bigint) as destination_records,
        cast(sum(case when source_feed = 'fair' then records else 0 end) as bigint) as fair_records,
        cast(sum(case when source_feed = 'list' then records else 0 end) as bigint) as list_records
    from keyed
    group by employer_key
),

-- The form met most often, of equals the newest, then the first in order: the same deliveries show the same name.
spellings as (
    select
        employer_key,
        employer_name,
        employer_name_key,
        employer_parent_key,
        row_number() over (
            partition by employer_key
            order by sum(records) desc nulls last, max(recorded_on) desc nulls last, employer_name nulls last
        ) as place
    from keyed
    group by employer_key, employer_name, employer_name_key, employer_parent_key
),

{% for attribute in attributes -%}
{{ attribute }}_ranked as (
    select
        employer_key,
        {{ attribute }},
        row_number() over (
            partition by employer_key
            order by sum(records) desc nulls last, max(recorded_on) desc nulls last, {{ attribute }} nulls last
        ) as place
    from keyed
    where {{ attribute }} is not null
    group by employer_key, {{ attribute }}
),

{% endfor -%}

shown as (
    select
        employers.*,
        spellings.employer_name,
        spellings.employer_name_key,
        coalesce(parents.parent_key, named_parents.employer_key) as parent_key
    from employers
    inner join spellings
        on
            employers.employer_key = spellings.employer_key
            and spellings.place = 1
    left join parents
        on employers.employer_key = parents.employer_key
    left join identities as named_parents
        on
            spellings.employer_parent_key = named_parents.employer_name_key
            and named_parents.employer_code is null
            and employers.employer_key <> named_parents.employer_key
),

final as (
    select
        shown.employer_key,
        shown.employer_name,
        shown.employer_name_key,
        shown.employer_code,
        shown.employer_uscc,
        shown.codes,
        shown.names,
        natures.code as employer_nature_code,
        natures.label_zh as employer_nature,
        natures.label_en as employer_nature_en,
        industries.code as industry_code,
        industries.label_zh as industry,
        industries.label_en as industry_en,
        regions.province,
        regions.city,
        shown.parent_key,
        -- A parent that nobody has named as an employer is shown in the form in which names are compared.
        coalesce(parent_employers.employer_name, replace(shown.parent_key, 'name:', '')) as parent_name,
        shown.destination_records,
        shown.fair_records,
        shown.list_records
    from shown
    left join employer_nature_code_ranked
        on
            shown.employer_key = employer_nature_code_ranked.employer_key
            and employer_nature_code_ranked.place = 1
    left join industry_code_ranked
        on
            shown.employer_key = industry_code_ranked.employer_key
            and industry_code_ranked.place = 1
    left join region_code_ranked
        on
            shown.employer_key = region_code_ranked.employer_key
            and region_code_ranked.place = 1
    left join natures on employer_nature_code_ranked.employer_nature_code = natures.code
    left join industries on industry_code_ranked.industry_code = industries.code
    left join regions on region_code_ranked.region_code = regions.region_code
    left join shown as parent_employers
        on shown.parent_key = parent_employers.employer_key
)

select * from final
