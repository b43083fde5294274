with

members as (
    select * from {{ ref('fct_survey_frame_member') }}
),

final as (
    select
        cast(survey_id as string) as survey_id,
        cast(graduate_key as string) as graduate_key,
        cast(as_of as date) as as_of,
        cast(college as string) as college,
        cast(major as string) as major,
        cast(gender as string) as gender,
        cast(degree_level as string) as degree_level,
        cast(campus as string) as campus,
        cast(academy as string) as academy,
        cast(origin_province as string) as origin_province,
        cast(urban_rural as string) as urban_rural,
        cast(training_mode as string) as training_mode
    from members
)

select * from final
