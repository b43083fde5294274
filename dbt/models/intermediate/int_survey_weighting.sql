with

respondents as (
    select * from {{ ref('int_survey_respondent') }}
),

surveys as (
    select *
    from {{ ref('stg_surveys') }}
    where frame_kind = 'roster'
),

known_shares as (
    select
        survey_id,
        count(*) as respondents_n,
        {{ ratio('count(degree_level)', 'count(*)') }} as degree_level_known,
        {{ ratio('count(college_group)', 'count(*)') }} as college_group_known,
        {{ ratio('count(gender)', 'count(*)') }} as gender_known
    from respondents
    group by survey_id
),

margins as (
    select
        surveys.survey_id,
        coalesce(known_shares.respondents_n, 0) as respondents_n,
        coalesce(known_shares.degree_level_known >= {{ var('survey_weight_min_known') }}, false) as uses_degree_level,
        coalesce(known_shares.college_group_known >= {{ var('survey_weight_min_known') }}, false) as uses_college_group,
        coalesce(known_shares.gender_known >= {{ var('survey_weight_min_known') }}, false) as uses_gender
    from surveys
    left join known_shares
        on surveys.survey_id = known_shares.survey_id
),

final as (
    select
        survey_id,
        respondents_n,
        uses_degree_level,
        uses_college_group,
        uses_gender,
        uses_degree_level or uses_college_group or uses_gender as is_weighted,
        case
            when uses_degree_level and uses_college_group then 'degree_level x college_group'
            when uses_degree_level then 'degree_level'
            when uses_college_group then 'college_group'
        end as cell_margin,
        case when uses_gender then 'gender' end as gender_margin
    from margins
)

select * from final
