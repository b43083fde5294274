{{ config(materialized='table') }}

with

graduates as (
    select * from {{ ref('fct_graduate_outcome') }}
),

lists as (
    select * from {{ ref('dim_list') }}
),

students as (
    select
        institution_code,
        class_year,
        snapshot,
        as_of,
        degree_level,
        host_kind as kind,
        coalesce(host, 'unknown') as host,
        host_lists
    from graduates
    where
        is_counted
        and outcome = 'further_study'
),

counted as (
    select
        institution_code,
        class_year,
        snapshot,
        as_of,
        case when grouping(degree_level) = 1 then 'all' else degree_level end as degree_level,
        kind,
        host,
        max(host_lists) as host_lists,
        count(*) as graduates
    from students
    group by
        grouping sets (
            (institution_code, class_year, snapshot, as_of, kind, host, degree_level),
            (institution_code, class_year, snapshot, as_of, kind, host)
        )
),

list_rows as (
    {{ split_to_rows('counted', ['class_year', 'snapshot', 'kind', 'host'], 'host_lists', ',') }}
),

list_labels as (
    select
        list_rows.class_year,
        list_rows.snapshot,
        list_rows.kind,
        list_rows.host,
        {{ joined_values('lists.label_zh', '、') }} as host_lists
    from list_rows
    inner join lists
        on list_rows.part = lists.list_name
    group by list_rows.class_year, list_rows.snapshot, list_rows.kind, list_rows.host
),

based as (
    select
        *,
        sum(case when host <> 'unknown' then graduates else 0 end) over (
            partition by institution_code, class_year, snapshot, degree_level
        ) as base
    from counted
),

final as (
    select
        cast(based.institution_code as string) as institution_code,
        cast(based.class_year as bigint) as class_year,
        cast(based.snapshot as string) as snapshot,
        cast(based.as_of as date) as as_of,
        cast(based.degree_level as string) as degree_level,
        cast(based.kind as string) as kind,
        cast(based.host as string) as host,
        cast(list_labels.host_lists as string) as host_lists,
        cast('further_study' as string) as base_name,
        cast(based.graduates as bigint) as graduates,
        cast(based.base as bigint) as base,
        cast(
            case when based.host <> 'unknown' then {{ ratio('based.graduates', 'based.base') }} end
            as double
        ) as share
    from based
    left join list_labels
        on
            based.class_year = list_labels.class_year
            and based.snapshot = list_labels.snapshot
            and based.kind = list_labels.kind
            and based.host = list_labels.host
)

select * from final
