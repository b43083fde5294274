{{ config(materialized='table') }}

with

graduates as (
    select * from {{ ref('fct_graduate_outcome') }}
),

employers as (
    select * from {{ ref('dim_employer') }}
),

lists as (
    select * from {{ ref('dim_list') }}
),

employed as (
    select * from graduates
    where
        is_counted
        and is_by_employer
        and employer_key is not null
),

counted as (
    select
        institution_code,
        class_year,
        snapshot,
        as_of,
        employer_key,
        max(employer_lists) as employer_lists,
        min(employer_parent_key) as parent_key,
        count(*) as graduates
    from employed
    group by institution_code, class_year, snapshot, as_of, employer_key
),

ranked as (
    select
        *,
        rank() over (
            partition by institution_code, class_year, snapshot
            order by graduates desc nulls last
        ) as place
    from counted
),

-- Name, nature and industry as most of the employer's own graduates of that snapshot give them, so that what later
-- deliveries call the employer does not move a past snapshot.
spellings as (
    select
        class_year,
        snapshot,
        employer_key,
        employer_name,
        row_number() over (
            partition by class_year, snapshot, employer_key
            order by
                count(*) desc nulls last, max(destination_recorded_on) desc nulls last, employer_name nulls last
        ) as place
    from employed
    group by class_year, snapshot, employer_key, employer_name
),

natures as (
    select
        class_year,
        snapshot,
        employer_key,
        employer_nature,
        row_number() over (
            partition by class_year, snapshot, employer_key
            order by count(*) desc nulls last, employer_nature nulls last
        ) as place
    from employed
    where employer_nature is not null
    group by class_year, snapshot, employer_key, employer_nature
),

industries as (
    select
        class_year,
        snapshot,
        employer_key,
        industry,
        row_number() over (
            partition by class_year, snapshot, employer_key
            order by count(*) desc nulls last, industry nulls last
        ) as place
    from employed
    where industry is not null
    group by class_year, snapshot, employer_key, industry
),

list_rows as (
    {{ split_to_rows('counted', ['class_year', 'snapshot', 'employer_key'], 'employer_lists', ',') }}
),

list_labels as (
    select
        list_rows.class_year,
        list_rows.snapshot,
        list_rows.employer_key,
        {{ joined_values('lists.label_zh', '、') }} as lists
    from list_rows
    inner join lists
        on list_rows.part = lists.list_name
    group by list_rows.class_year, list_rows.snapshot, list_rows.employer_key
),

final as (
    select
        cast(ranked.institution_code as string) as institution_code,
        cast(ranked.class_year as bigint) as class_year,
        cast(ranked.snapshot as string) as snapshot,
        cast(ranked.as_of as date) as as_of,
        cast(ranked.employer_key as string) as employer_key,
        cast(spellings.employer_name as string) as employer_name,
        cast(natures.employer_nature as string) as employer_nature,
        cast(industries.industry as string) as industry,
        cast(coalesce(parents.employer_name, replace(ranked.parent_key, 'name:', '')) as string) as parent_name,
        cast(list_labels.lists as string) as lists,
        cast('employed_by_employer' as string) as base_name,
        cast(ranked.graduates as bigint) as graduates,
        cast(ranked.place as bigint) as rank
    from ranked
    inner join spellings
        on
            ranked.class_year = spellings.class_year
            and ranked.snapshot = spellings.snapshot
            and ranked.employer_key = spellings.employer_key
            and spellings.place = 1
    left join natures
        on
            ranked.class_year = natures.class_year
            and ranked.snapshot = natures.snapshot
            and ranked.employer_key = natures.employer_key
            and natures.place = 1
    left join industries
        on
            ranked.class_year = industries.class_year
            and ranked.snapshot = industries.snapshot
            and ranked.employer_key = industries.employer_key
            and industries.place = 1
    left join employers as parents
        on ranked.parent_key = parents.employer_key
    left join list_labels
        on
            ranked.class_year = list_labels.class_year
            and ranked.snapshot = list_labels.snapshot
            and ranked.employer_key = list_labels.employer_key
)

select * from final
