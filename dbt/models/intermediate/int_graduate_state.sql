with

versions as (
    select * from {{ ref('int_roster_version') }}
),

matches as (
    select * from {{ ref('int_destination_match') }}
),

off_roster_codes as (
    select * from {{ ref('code_destination_off_roster') }}
),

-- A person's state changes on the days something is delivered about them, and on no other.
days as (
    select
        class_year,
        graduate_key,
        recorded_on as from_day
    from versions
    union distinct
    select
        class_year,
        graduate_key,
        from_day
    from matches
    union distinct
    select
        class_year,
        graduate_key,
        until_day as from_day
    from matches
    where until_day < {{ open_end() }}
),

intervals as (
    select
        class_year,
        graduate_key,
        from_day,
        coalesce(
            lead(from_day) over (partition by class_year, graduate_key order by from_day nulls last),
            {{ open_end() }}
        ) as until_day
    from days
),

-- Before the first roster that names a person there is no row: a destination alone puts nobody on the roster.
on_lists as (
    select
        intervals.*,
        versions.version_no as roster_version_no,
        versions.delivery_id as roster_delivery_id,
        versions.roster_status,
        versions.is_absent,
        versions.degree_code
    from intervals
    inner join versions
        on
            intervals.class_year = versions.class_year
            and intervals.graduate_key = versions.graduate_key
            and intervals.from_day >= versions.recorded_on
            and (versions.superseded_on is null or intervals.from_day < versions.superseded_on)
),

ranked as (
    select
        on_lists.*,
        matches.record_key,
        matches.version_no as record_version_no,
        matches.delivery_id as destination_delivery_id,
        matches.destination_code,
        row_number() over (
            partition by on_lists.class_year, on_lists.graduate_key, on_lists.from_day
            order by
                matches.recorded_on desc nulls last, matches.source_file desc nulls last,
                matches.source_sheet desc nulls last, matches.source_line desc nulls last,
                matches.delivery_id desc nulls last
        ) as newest_first
    from on_lists
    left join matches
        on
            on_lists.class_year = matches.class_year
            and on_lists.graduate_key = matches.graduate_key
            and on_lists.from_day >= matches.from_day
            and on_lists.from_day < matches.until_day
),

judged as (
    select
        ranked.*,
        case
            when ranked.roster_status in ('graduate', 'completed')
                then coalesce(off_roster_codes.standing, ranked.roster_status)
            else ranked.roster_status
        end as standing,
        case
            when ranked.is_absent then 'full_list'
            when ranked.roster_status in ('graduate', 'completed') and off_roster_codes.code is not null
                then 'destination'
            else 'roster'
        end as standing_told_by
    from ranked
    left join off_roster_codes
        on ranked.destination_code = off_roster_codes.code
    where ranked.newest_first = 1
),

final as (
    select
        class_year,
        graduate_key,
        from_day,
        until_day,
        standing,
        standing_told_by,
        standing in ('graduate', 'completed') as is_on_roster,
        degree_code,
        destination_code,
        roster_version_no,
        roster_delivery_id,
        record_key,
        record_version_no,
        destination_delivery_id
    from judged
)

select * from final
