with

listed as (
    select * from {{ ref('stg_employer_lists') }}
),

lists as (
    select * from {{ ref('stg_lists') }}
),

identities as (
    select * from {{ ref('int_employer_identity') }}
    where is_current
),

-- A list is the state of its own year, whenever it was delivered: the newest delivery of it stands.
standing as (
    select *
    from listed
    qualify
        {{ is_newest_of(['list_name', 'list_year', 'employer_name']) }}
        and {{ not_withdrawn(['list_name', 'list_year']) }}
),

final as (
    select
        standing.list_name,
        standing.list_year,
        lists.list_of,
        lists.label_zh as list_label,
        standing.employer_name as member_name,
        standing.employer_code as member_code,
        standing.employer_name_key as member_name_key,
        case when lists.list_of = 'employers' then identities.employer_key end as employer_key,
        case when lists.list_of = 'employers' then parents.employer_key end as parent_key,
        standing.list_rank
    from standing
    inner join lists
        on standing.list_name = lists.list_name
    left join identities
        on
            standing.employer_name_key = identities.employer_name_key
            and coalesce(standing.employer_code, '') = coalesce(identities.employer_code, '')
    left join identities as parents
        on
            standing.parent_name_key = parents.employer_name_key
            and parents.employer_code is null
)

select * from final
