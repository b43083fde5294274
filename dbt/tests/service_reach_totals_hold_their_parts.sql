-- What it is: activities, hours and person-times of the kinds add up to the year's total, and those of the pillars too;
-- distinct participants do not add up, but no part has more of them than the whole, and the parts together not fewer.
-- When it matters: a kind or pillar that is null falls out of its total; a person under two keys is counted twice.
-- How to resolve: kind and pillar must be coalesced to 'unknown' in dim_activity; see int_mobile_owner for people.
with

reach as (
    select * from {{ ref('service_reach') }}
),

parts as (
    select
        year,
        'kind' as part_of,
        sum(activities) as activities,
        sum(hours) as hours,
        sum(person_times) as person_times,
        max(participants) as largest,
        sum(participants) as participants
    from reach
    where kind <> 'all' and pillar = 'all'
    group by year
    union all
    select
        year,
        'pillar' as part_of,
        sum(activities) as activities,
        sum(hours) as hours,
        sum(person_times) as person_times,
        max(participants) as largest,
        sum(participants) as participants
    from reach
    where kind = 'all' and pillar <> 'all'
    group by year
),

final as (
    select
        parts.year,
        parts.part_of
    from reach
    inner join parts
        on reach.year = parts.year
    where
        reach.kind = 'all'
        and reach.pillar = 'all'
        and (
            reach.activities <> parts.activities
            or abs(coalesce(reach.hours, 0) - coalesce(parts.hours, 0)) > 0.001
            or coalesce(reach.person_times, 0) <> coalesce(parts.person_times, 0)
            or parts.largest > reach.participants
            or parts.participants < reach.participants
        )
)

select * from final
