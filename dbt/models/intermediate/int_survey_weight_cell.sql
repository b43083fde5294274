{%- set minimum = var('survey_weight_min_cell') -%}
with

weightings as (
    select *
    from {{ ref('int_survey_weighting') }}
    where is_weighted
),

respondents as (
    select * from {{ ref('int_survey_respondent') }}
),

roster as (
    select * from {{ ref('int_survey_roster') }}
),

college_groups as (
    select * from {{ ref('stg_college_groups') }}
),

people as (
    select
        survey_id,
        degree_level,
        college_group,
        gender,
        0 as frame_n,
        1 as responses_n
    from respondents
    union all
    select
        roster.survey_id,
        roster.degree_level,
        coalesce(college_groups.college_group, roster.college) as college_group,
        roster.gender,
        1 as frame_n,
        0 as responses_n
    from roster
    left join college_groups
        on {{ normalised_text('roster.college') }} = {{ normalised_text('college_groups.college') }}
),

-- A dimension that the survey does not know of its respondents is `all` for everybody.
placed as (
    select
        people.survey_id,
        case when weightings.uses_degree_level then people.degree_level else 'all' end as degree_level,
        case when weightings.uses_college_group then people.college_group else 'all' end as college_group,
        case when weightings.uses_gender then people.gender else 'all' end as gender,
        people.frame_n,
        people.responses_n
    from people
    inner join weightings
        on people.survey_id = weightings.survey_id
),

-- People of whom a used dimension is not known have no weight and are in no margin.
cells as (
    select
        survey_id,
        degree_level,
        college_group,
        gender,
        sum(frame_n) as frame_n,
        sum(responses_n) as responses_n
    from placed
    where
        degree_level is not null
        and college_group is not null
        and gender is not null
    group by survey_id, degree_level, college_group, gender
),

-- Collapsing, first step: a college group of a degree level with too few respondents joins `other` of that level.
by_college as (
    select
        *,
        case
            when
                sum(responses_n) over (partition by survey_id, degree_level, college_group) < {{ minimum }}
                or sum(frame_n) over (partition by survey_id, degree_level, college_group) = 0
                then 'other'
            else college_group
        end as college_cell
    from cells
),

-- Second step: an `other` that is still too small leaves its degree level and joins the `other` of all of them.
by_degree as (
    select
        *,
        case
            when
                college_cell = 'other'
                and (
                    sum(responses_n) over (partition by survey_id, degree_level, college_cell) < {{ minimum }}
                    or sum(frame_n) over (partition by survey_id, degree_level, college_cell) = 0
                )
                then 'other'
            else degree_level
        end as degree_cell
    from by_college
),

named as (
    select
        *,
        degree_cell || ' x ' || college_cell as cell
    from by_degree
),

cell_sizes as (
    select
        survey_id,
        cell,
        case when sum(responses_n) < {{ minimum }} or sum(frame_n) = 0 then 1 else 0 end as is_small,
        sum(responses_n) as responses_n
    from named
    group by survey_id, cell
),

-- Third step: what is too small even then joins the cell with most respondents.
largest_cells as (
    select
        survey_id,
        cell
    from cell_sizes
    qualify
        row_number() over (
            partition by survey_id
            order by is_small asc nulls last, responses_n desc nulls last, cell asc nulls last
        ) = 1
),

gender_sizes as (
    select
        survey_id,
        gender,
        case when sum(responses_n) < {{ minimum }} or sum(frame_n) = 0 then 1 else 0 end as is_small
    from cells
    group by survey_id, gender
),

small_genders as (
    select
        survey_id,
        max(is_small) as has_small_gender
    from gender_sizes
    group by survey_id
),

final as (
    select
        named.survey_id,
        named.degree_level,
        named.college_group,
        named.gender,
        cast(named.frame_n as bigint) as frame_n,
        cast(named.responses_n as bigint) as responses_n,
        case when cell_sizes.is_small = 1 then largest_cells.cell else named.cell end as weight_cell,
        -- A gender with too few respondents cannot be told from the other: then there is no margin of gender.
        case when small_genders.has_small_gender = 1 then 'all' else named.gender end as weight_gender
    from named
    inner join cell_sizes
        on
            named.survey_id = cell_sizes.survey_id
            and named.cell = cell_sizes.cell
    inner join largest_cells
        on named.survey_id = largest_cells.survey_id
    inner join small_genders
        on named.survey_id = small_genders.survey_id
)

select * from final
