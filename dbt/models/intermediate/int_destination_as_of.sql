with

roster as (
    select * from {{ ref('int_roster_as_of') }}
),

versions as (
    select * from {{ ref('int_destination_version') }}
),

exam_keys as (
    select * from {{ ref('int_exam_key') }}
),

cohort_snapshots as (
    select * from {{ ref('int_cohort_snapshot') }}
),

in_force as (
    select
        cohort_snapshots.snapshot,
        versions.*
    from cohort_snapshots
    inner join versions
        on
            cohort_snapshots.class_year = versions.class_year
            and cohort_snapshots.as_of >= versions.recorded_on
            and (versions.superseded_on is null or cohort_snapshots.as_of < versions.superseded_on)
    where not versions.is_withdrawn
),

by_graduate_key as (
    select
        in_force.*,
        roster.graduate_key as matched_graduate_key
    from in_force
    inner join roster
        on
            in_force.class_year = roster.class_year
            and in_force.snapshot = roster.snapshot
            and in_force.graduate_key = roster.graduate_key
),

-- Only for records without a student number. The exam number is looked up as of that day, not of today: a correction
-- of the roster next month must not change what was known this month.
by_exam_key as (
    select
        in_force.*,
        roster.graduate_key as matched_graduate_key
    from in_force
    inner join exam_keys
        on
            in_force.class_year = exam_keys.class_year
            and in_force.snapshot = exam_keys.snapshot
            and in_force.exam_key = exam_keys.exam_key
    inner join roster
        on
            exam_keys.class_year = roster.class_year
            and exam_keys.snapshot = roster.snapshot
            and exam_keys.graduate_key = roster.graduate_key
    where in_force.graduate_key is null
),

matched as (
    select * from by_graduate_key
    union all
    select * from by_exam_key
),

ranked as (
    select
        *,
        row_number() over (
            partition by class_year, snapshot, matched_graduate_key
            order by
                recorded_on desc nulls last, source_file desc nulls last, source_sheet desc nulls last,
                source_line desc nulls last, delivery_id desc nulls last
        ) as newest_first
    from matched
),

final as (
    select
        class_year,
        snapshot,
        matched_graduate_key as graduate_key,
        recorded_on as destination_recorded_on,
        destination_code,
        signed_on,
        employer_name,
        employer_uscc,
        employer_nature_code,
        industry_code,
        position_code,
        work_region_code,
        study_institution,
        study_country,
        monthly_salary,
        monthly_salary_low,
        monthly_salary_high,
        major_match_code,
        evidence_code
    from ranked
    where newest_first = 1
)

select * from final
