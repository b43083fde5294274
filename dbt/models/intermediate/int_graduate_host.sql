{%- set school_words = var('school_words') -%}
{%- set home_lists = var('home_university_lists') -%}
with

destinations as (
    select * from {{ ref('int_destination_as_of') }}
),

destination_codes as (
    select * from {{ ref('code_destination') }}
    where outcome = 'further_study'
),

versions as (
    select * from {{ ref('int_list_version') }}
    where list_of = 'universities'
),

members as (
    select * from {{ ref('int_list_member') }}
    where list_of = 'universities'
),

students as (
    select
        destinations.class_year,
        destinations.snapshot,
        destinations.graduate_key,
        case when destination_codes.parent_code = '85' then 'abroad' else 'home' end as host_kind,
        destinations.study_institution,
        destinations.study_institution_key,
        destinations.employer_name,
        destinations.employer_name_key
    from destinations
    inner join destination_codes
        on destinations.destination_code = destination_codes.code
),

-- Where no column tells the school, 单位名称 does; of those abroad it may also hold the country alone.
hosts as (
    select
        *,
        (
            host_kind = 'home'
            {%- for word in school_words %}
            or position('{{ word }}' in employer_name_key) > 0
            {%- endfor %}
        ) as employer_is_school
    from students
),

named as (
    select
        class_year,
        snapshot,
        graduate_key,
        host_kind,
        coalesce(study_institution_key, case when employer_is_school then employer_name_key end) as host_key,
        case
            when study_institution_key is not null then study_institution
            when employer_is_school then employer_name
        end as host_written
    from hosts
),

spellings as (
    select
        class_year,
        snapshot,
        host_key,
        host_written,
        row_number() over (
            partition by class_year, snapshot, host_key
            order by count(*) desc nulls last, host_written nulls last
        ) as place
    from named
    where host_key is not null
    group by class_year, snapshot, host_key, host_written
),

host_kinds as (
    select distinct host_kind from named
),

on_lists as (
    select
        versions.class_year,
        members.member_name_key,
        host_kinds.host_kind,
        {{ joined_values('members.list_name', ',') }} as host_lists
    from versions
    inner join members
        on
            versions.list_name = members.list_name
            and versions.list_year = members.list_year
    cross join host_kinds
    -- Names repeat across countries (东北大学 in Shenyang and in Sendai): a list of home schools holds none abroad.
    where
        host_kinds.host_kind = 'home'
        or versions.list_name not in (
            {%- for name in home_lists %}
            '{{ name }}'{{ ',' if not loop.last }}
            {%- endfor %}
        )
    group by versions.class_year, members.member_name_key, host_kinds.host_kind
),

final as (
    select
        named.class_year,
        named.snapshot,
        named.graduate_key,
        named.host_kind,
        spellings.host_written as host,
        on_lists.host_lists
    from named
    left join spellings
        on
            named.class_year = spellings.class_year
            and named.snapshot = spellings.snapshot
            and named.host_key = spellings.host_key
            and spellings.place = 1
    left join on_lists
        on
            named.class_year = on_lists.class_year
            and named.host_key = on_lists.member_name_key
            and named.host_kind = on_lists.host_kind
)

select * from final
