with

breakdowns as (
    select * from {{ ref('int_survey_breakdown') }}
),

frames as (
    select * from {{ ref('int_survey_frame') }}
),

flags as (
    select * from {{ ref('int_survey_response_flag') }}
),

college_groups as (
    select * from {{ ref('stg_college_groups') }}
),

-- Only a value that the frame knows can be weighted to the frame.
known as (
    select
        breakdowns.survey_id,
        breakdowns.response_no,
        breakdowns.breakdown,
        breakdowns.breakdown_value
    from breakdowns
    inner join frames
        on
            breakdowns.survey_id = frames.survey_id
            and breakdowns.breakdown = frames.breakdown
            and breakdowns.breakdown_value = frames.breakdown_value
    where breakdowns.breakdown in ('degree_level', 'college', 'gender')
),

framed_surveys as (
    select distinct survey_id
    from frames
),

attributes as (
    select
        flags.survey_id,
        flags.response_no,
        max(case when known.breakdown = 'degree_level' then known.breakdown_value end) as degree_level,
        max(case when known.breakdown = 'college' then known.breakdown_value end) as college,
        max(case when known.breakdown = 'gender' then known.breakdown_value end) as gender
    from flags
    inner join framed_surveys
        on flags.survey_id = framed_surveys.survey_id
    left join known
        on
            flags.survey_id = known.survey_id
            and flags.response_no = known.response_no
    where flags.excluded_as is null
    group by flags.survey_id, flags.response_no
),

final as (
    select
        attributes.survey_id,
        attributes.response_no,
        attributes.degree_level,
        coalesce(college_groups.college_group, attributes.college) as college_group,
        attributes.gender
    from attributes
    left join college_groups
        on {{ normalised_text('attributes.college') }} = {{ normalised_text('college_groups.college') }}
)

select * from final
