with

graduates as (
    select * from {{ ref('stg_graduates') }}
),

destinations as (
    select * from {{ ref('stg_destinations') }}
),

rosters as (
    select
        class_year,
        min(recorded_on) as first_recorded_on,
        max(recorded_on) as last_recorded_on
    from graduates
    group by class_year
),

destination_lists as (
    select
        class_year,
        min(recorded_on) as first_recorded_on,
        max(recorded_on) as last_recorded_on
    from destinations
    group by class_year
),

-- A cohort whose destinations nobody has delivered yet has no rate: everybody unknown would read as 0 %.
final as (
    select
        rosters.class_year,
        greatest(rosters.first_recorded_on, destination_lists.first_recorded_on) as first_recorded_on,
        greatest(rosters.last_recorded_on, destination_lists.last_recorded_on) as last_recorded_on
    from rosters
    inner join destination_lists
        on rosters.class_year = destination_lists.class_year
)

select * from final
