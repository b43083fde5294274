{{ config(materialized='table') }}

with

members as (
    select * from {{ ref('fct_programme_member') }}
),

counted as (
    select
        programme,
        year,
        count(*) as members,
        count(distinct {{ normalised_text('campus') }}) as campuses,
        count(distinct {{ normalised_text('college') }}) as colleges,
        count(distinct {{ normalised_text('academy') }}) as academies,
        count(*) filter (where is_on_roster) as members_on_roster,
        count(*) filter (where is_placed) as placed
    from members
    group by programme, year
),

final as (
    select
        cast(programme as string) as programme,
        cast(year as bigint) as year,
        cast(members as bigint) as members,
        cast(campuses as bigint) as campuses,
        cast(colleges as bigint) as colleges,
        cast(academies as bigint) as academies,
        cast(members_on_roster as bigint) as members_on_roster,
        cast(placed as bigint) as placed,
        cast({{ ratio('placed', 'members_on_roster') }} as double) as placement_rate
    from counted
)

select * from final
