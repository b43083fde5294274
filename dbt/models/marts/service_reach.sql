{{ config(materialized='table') }}

with

reach as (
    select * from {{ ref('fct_service_reach') }}
),

kinds as (
    select distinct
        activity_kind,
        kind_label,
        kind_label_en
    from {{ ref('dim_activity') }}
),

final as (
    select
        cast(reach.activity_year as bigint) as year,
        cast(reach.activity_kind as string) as kind,
        cast(reach.pillar as string) as pillar,
        cast(case when reach.activity_kind = 'all' then '全部' else kinds.kind_label end as string) as kind_label,
        cast(case when reach.activity_kind = 'all' then 'all' else kinds.kind_label_en end as string) as kind_label_en,
        cast(reach.activities as bigint) as activities,
        cast(reach.activities_h1 as bigint) as activities_h1,
        cast(reach.activities_online as bigint) as activities_online,
        cast(reach.activities_online_h1 as bigint) as activities_online_h1,
        cast(reach.campuses as bigint) as campuses,
        cast(reach.hours as double) as hours,
        cast(reach.activities_with_hours as bigint) as activities_with_hours,
        cast(reach.activities_with_records as bigint) as activities_with_records,
        cast(reach.participants as bigint) as participants,
        cast(reach.participants_off_roster as bigint) as participants_off_roster,
        cast(reach.person_times as bigint) as person_times,
        cast(reach.person_times_declared as bigint) as person_times_declared,
        cast(reach.cohort_participants as bigint) as cohort_participants,
        cast(reach.cohort_n as bigint) as cohort_n,
        cast({{ ratio('reach.cohort_participants', 'reach.cohort_n') }} as double) as share_of_cohort
    from reach
    left join kinds
        on reach.activity_kind = kinds.activity_kind
)

select * from final
