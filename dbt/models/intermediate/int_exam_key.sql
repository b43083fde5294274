with

versions as (
    select * from {{ ref('int_roster_version') }}
),

-- Every version that names an exam number and not only the one in force: an update of the roster that comes without
-- the column of exam numbers must not make people's destinations disappear.
named as (
    select
        class_year,
        exam_key,
        graduate_key,
        recorded_on as from_day,
        coalesce(
            lead(recorded_on) over (
                partition by class_year, exam_key
                order by recorded_on nulls last, version_no nulls last, graduate_key nulls last
            ),
            {{ open_end() }}
        ) as until_day
    from versions
    where exam_key is not null
),

final as (
    select *
    from named
    -- Named twice on one day: the last one has it.
    where from_day < until_day
)

select * from final
