with

decisions as (
    select * from {{ ref('stg_employer_decisions') }}
    where decision = 'parent'
),

listed as (
    select * from {{ ref('int_list_member') }}
    where parent_key is not null
),

same_employers as (
    select * from {{ ref('int_employer_same') }}
),

names as (
    select
        'name:' || employer_name_key as reference,
        employer_key
    from {{ ref('int_employer_identity') }}
    where
        employer_code is null
        and is_current
),

decided as (
    select
        coalesce(child_names.employer_key, child_same.employer_key, decisions.employer_a) as employer_key,
        coalesce(parent_names.employer_key, parent_same.employer_key, decisions.employer_b) as parent_key,
        'decision' as told_by,
        0 as list_year
    from decisions
    left join names as child_names on decisions.employer_a = child_names.reference
    left join same_employers as child_same on decisions.employer_a = child_same.reference
    left join names as parent_names on decisions.employer_b = parent_names.reference
    left join same_employers as parent_same on decisions.employer_b = parent_same.reference
),

told as (
    select * from decided
    union
    select
        employer_key,
        parent_key,
        'list' as told_by,
        list_year
    from listed
),

ranked as (
    select
        *,
        -- People before lists, the newest list before older ones.
        row_number() over (
            partition by employer_key
            order by told_by asc nulls last, list_year desc nulls last, parent_key asc nulls last
        ) as place
    from told
    where employer_key <> parent_key
),

final as (
    select
        employer_key,
        parent_key,
        told_by
    from ranked
    where place = 1
)

select * from final
