with

graduates as (
    select *
    from {{ ref('fct_graduate_outcome') }}
    where snapshot = 'latest'
),

employers as (
    select * from {{ ref('fct_graduate_employer') }}
),

requirements as (
    select * from {{ ref('evidence_requirement') }}
),

institution as (
    select * from {{ ref('stg_institution') }}
),

invalid_code as (
    select
        class_year,
        'invalid_code' as rule,
        graduate_key,
        employer_key,
        employer_name,
        destination_parent_code as destination_code,
        'employer_uscc=' || employer_uscc as evidence
    from employers
    where has_invalid_code
),

employer_is_university as (
    select
        employers.class_year,
        'employer_is_university' as rule,
        employers.graduate_key,
        employers.employer_key,
        employers.employer_name,
        employers.destination_parent_code as destination_code,
        'employer_name=' || employers.employer_name as evidence
    from employers
    inner join institution
        on
            employers.employer_name_key in (
                {{ normalised_text('institution.name_zh') }}, {{ normalised_text('institution.name_en') }}
            )
    where employers.destination_parent_code not in ({{ quoted_list(var('integrity_own_university_usual_codes')) }})
),

-- A column that a list does not have says nothing; a blank in a list that has it says that there is none.
evidence_stated as (
    select
        *,
        count(evidence) over (partition by class_year, destination_delivery_id) > 0 as is_asked_for
    from graduates
),

missing_evidence as (
    select
        evidence_stated.class_year,
        'missing_evidence' as rule,
        evidence_stated.graduate_key,
        cast(null as string) as employer_key,
        cast(null as string) as employer_name,
        evidence_stated.destination_parent_code as destination_code,
        'required=' || requirements.evidence_zh || ' (' || requirements.evidence_en || '); evidence='
        || coalesce(evidence_stated.evidence, 'blank') as evidence
    from evidence_stated
    inner join requirements
        on evidence_stated.destination_parent_code = requirements.destination_code
    where
        evidence_stated.evidence in ({{ quoted_list(var('integrity_evidence_missing')) }})
        or (evidence_stated.evidence is null and evidence_stated.is_asked_for)
),

signed_before_enrolment as (
    select
        class_year,
        'signed_before_enrolment' as rule,
        graduate_key,
        cast(null as string) as employer_key,
        cast(null as string) as employer_name,
        destination_parent_code as destination_code,
        'signed_on=' || cast(signed_on as string) || '; enrolled_on=' || cast(enrolled_on as string) as evidence
    from graduates
    -- A month stands for its first day, so only an earlier month is before it.
    where signed_on < enrolled_on
),

signed_after_delivery as (
    select
        class_year,
        'signed_after_delivery' as rule,
        graduate_key,
        cast(null as string) as employer_key,
        cast(null as string) as employer_name,
        destination_parent_code as destination_code,
        'signed_on=' || cast(signed_on as string) || '; recorded_on=' || cast(destination_recorded_on as string)
            as evidence
    from graduates
    where signed_on > destination_recorded_on
),

graduate_flags as (
    select * from invalid_code
    union all
    select * from employer_is_university
    union all
    select * from missing_evidence
    union all
    select * from signed_before_enrolment
    union all
    select * from signed_after_delivery
),

many_at_one_employer as (
    select
        class_year,
        employer_key,
        max(employer_name) as employer_name,
        count(*) as graduates
    from employers
    where is_counted
    group by class_year, employer_key
    having
        count(*) >= {{ var('integrity_graduates_at_one_employer') }}
        and not max(is_known)
        and count(
            case
                when employer_nature_code not in ({{ quoted_list(var('integrity_small_employer_natures')) }})
                    then graduate_key
            end
        ) = 0
),

group_sizes as (
    select
        class_year,
        degree_level,
        college,
        count(*) as graduates
    from graduates
    where is_counted
    group by class_year, degree_level, college
),

level_sizes as (
    select
        class_year,
        degree_level,
        sum(graduates) as graduates
    from group_sizes
    group by class_year, degree_level
),

group_codes as (
    select
        class_year,
        degree_level,
        college,
        destination_parent_code as destination_code,
        count(*) as graduates
    from graduates
    where
        is_counted
        and destination_parent_code in ({{ quoted_list(var('integrity_watched_codes')) }})
    group by class_year, degree_level, college, destination_parent_code
),

level_codes as (
    select
        class_year,
        degree_level,
        destination_code,
        sum(graduates) as graduates
    from group_codes
    group by class_year, degree_level, destination_code
),

unusual_code_share as (
    select
        group_codes.class_year,
        group_codes.college,
        group_codes.degree_level,
        group_codes.destination_code,
        group_codes.graduates as cases,
        group_sizes.graduates as group_n,
        level_codes.graduates as level_cases,
        level_sizes.graduates as level_n
    from group_codes
    inner join group_sizes
        on
            group_codes.class_year = group_sizes.class_year
            and group_codes.degree_level = group_sizes.degree_level
            and group_codes.college = group_sizes.college
    inner join level_codes
        on
            group_codes.class_year = level_codes.class_year
            and group_codes.degree_level = level_codes.degree_level
            and group_codes.destination_code = level_codes.destination_code
    inner join level_sizes
        on
            group_codes.class_year = level_sizes.class_year
            and group_codes.degree_level = level_sizes.degree_level
    where
        group_sizes.graduates >= {{ var('integrity_code_share_min_graduates') }}
        and group_codes.graduates >= {{ var('integrity_code_share_min_cases') }}
        -- Multiplied out, so that no division decides.
        and group_codes.graduates * level_sizes.graduates
        >= {{ var('integrity_code_share_times') }} * level_codes.graduates * group_sizes.graduates
),

final as (
    select
        class_year,
        rule,
        graduate_key as subject,
        graduate_key,
        employer_key,
        employer_name,
        cast(null as string) as college,
        cast(null as string) as degree_level,
        destination_code,
        evidence
    from graduate_flags
    union all
    select
        class_year,
        'many_at_one_employer' as rule,
        employer_key as subject,
        cast(null as string) as graduate_key,
        employer_key,
        employer_name,
        cast(null as string) as college,
        cast(null as string) as degree_level,
        cast(null as string) as destination_code,
        'graduates=' || cast(graduates as string) as evidence
    from many_at_one_employer
    union all
    select
        class_year,
        'unusual_code_share' as rule,
        college || ' | ' || degree_level || ' | ' || destination_code as subject,
        cast(null as string) as graduate_key,
        cast(null as string) as employer_key,
        cast(null as string) as employer_name,
        college,
        degree_level,
        destination_code,
        'college=' || cast(cases as string) || '/' || cast(group_n as string)
        || '; institution=' || cast(level_cases as string) || '/' || cast(level_n as string) as evidence
    from unusual_code_share
)

select * from final
