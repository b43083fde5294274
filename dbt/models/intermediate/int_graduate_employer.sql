{%- set ways_onto_a_list = [
    ('employer_key', 'employer_key', none),
    (
        'employer_name_key', 'member_name_key',
        'with_parent.employer_code is null or current_members.member_code is null'
    ),
    ('parent_key', 'employer_key', none),
    ('parent_name_key', 'member_name_key', none),
] -%}
with

destinations as (
    select * from {{ ref('int_destination_as_of') }}
),

destination_codes as (
    select * from {{ ref('code_destination') }}
    where is_by_employer
),

cohort_snapshots as (
    select * from {{ ref('int_cohort_snapshot') }}
),

identities as (
    select * from {{ ref('int_employer_identity') }}
),

parents as (
    select * from {{ ref('int_employer_parent') }}
),

versions as (
    select * from {{ ref('int_list_version') }}
    where list_of = 'employers'
),

members as (
    select * from {{ ref('int_list_member') }}
    where list_of = 'employers'
),

employed as (
    select
        destinations.class_year,
        destinations.snapshot,
        destinations.graduate_key,
        destinations.employer_code,
        destinations.employer_name_key,
        destinations.employer_parent_key as parent_name_key,
        identities.employer_key
    from destinations
    inner join destination_codes
        on destinations.destination_code = destination_codes.code
    inner join cohort_snapshots
        on
            destinations.class_year = cohort_snapshots.class_year
            and destinations.snapshot = cohort_snapshots.snapshot
    -- What a delivery after the snapshot tells about a name must not move the snapshot's figures.
    inner join identities
        on
            destinations.employer_name_key = identities.employer_name_key
            and coalesce(destinations.employer_code, '') = coalesce(identities.employer_code, '')
            and (cohort_snapshots.snapshot <> 'latest' or identities.is_current)
            and (
                cohort_snapshots.snapshot = 'latest'
                or (
                    coalesce(cohort_snapshots.as_of >= identities.valid_from, true)
                    and coalesce(cohort_snapshots.as_of < identities.valid_until, true)
                )
            )
),

-- Few employers have many graduates: parents and lists are looked up once for each way an employer is written.
written as (
    select distinct
        employed.class_year,
        employed.employer_key,
        employed.employer_code,
        employed.employer_name_key,
        employed.parent_name_key
    from employed
),

with_parent as (
    select
        written.*,
        coalesce(parents.parent_key, named_parents.employer_key) as parent_key
    from written
    left join parents
        on written.employer_key = parents.employer_key
    left join identities as named_parents
        on
            written.parent_name_key = named_parents.employer_name_key
            and named_parents.employer_code is null
            and named_parents.is_current
),

current_members as (
    select
        versions.class_year,
        members.*
    from versions
    inner join members
        on
            versions.list_name = members.list_name
            and versions.list_year = members.list_year
),

-- Equal joins apart and not one with `or`: the engine can hash each of them. A name decides only where one side has
-- no code: two codes that differ are two employers of one name.
matched as (
    {% for own, member, condition in ways_onto_a_list -%}
    select
        with_parent.*,
        current_members.list_name
    from with_parent
    inner join current_members
        on
            with_parent.class_year = current_members.class_year
            and with_parent.{{ own }} = current_members.{{ member }}
    {% if condition -%}
    where {{ condition }}
    {% endif -%}
    {% if not loop.last -%}
    union
    {% endif -%}
    {% endfor -%}
),

on_lists as (
    select
        class_year,
        employer_key,
        employer_code,
        employer_name_key,
        {{ joined_values('list_name', ',') }} as employer_lists
    from matched
    group by class_year, employer_key, employer_code, employer_name_key
),

final as (
    select
        employed.class_year,
        employed.snapshot,
        employed.graduate_key,
        employed.employer_key,
        with_parent.parent_key as employer_parent_key,
        on_lists.employer_lists
    from employed
    inner join with_parent
        on
            employed.class_year = with_parent.class_year
            and employed.employer_key = with_parent.employer_key
            and employed.employer_name_key = with_parent.employer_name_key
            and coalesce(employed.employer_code, '') = coalesce(with_parent.employer_code, '')
    left join on_lists
        on
            employed.class_year = on_lists.class_year
            and employed.employer_key = on_lists.employer_key
            and employed.employer_name_key = on_lists.employer_name_key
            and coalesce(employed.employer_code, '') = coalesce(on_lists.employer_code, '')
)

select * from final
