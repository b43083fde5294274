with

survey_rows as (
    select * from {{ ref('stg_survey_responses') }}
),

surveys as (
    select * from {{ ref('stg_surveys') }}
),

responses as (
    select
        survey_id,
        response_no,
        delivery_id,
        delivery_mode,
        recorded_on,
        source_file,
        max(graduate_key) as graduate_key,
        max(submitted_at) as submitted_at,
        max(duration_seconds) as duration_seconds
    from survey_rows
    group by survey_id, response_no, delivery_id, delivery_mode, recorded_on, source_file
),

newest as (
    select *
    from responses
    qualify
        {{ is_newest_of(['survey_id', 'response_no']) }}
        and {{ not_withdrawn(['survey_id']) }}
),

final as (
    select
        newest.survey_id,
        newest.response_no,
        newest.delivery_id,
        newest.recorded_on,
        newest.graduate_key,
        newest.submitted_at,
        newest.duration_seconds
    from newest
    inner join surveys
        on newest.survey_id = surveys.survey_id
)

select * from final
