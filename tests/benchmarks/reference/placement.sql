-- Where the graduates are placed. Everybody of `outcome` is in N: institution.yml counts 结业 as well.
-- Reads graduate_outcome, snapshots and the mart employer; of the files one survey, which the part of surveys reads again.

-- Graduates of one profile count alike in every measure of quality, so measures are judged once a profile.
create temp table placement_profile as
with profiles as (
    select *, coalesce(is_by_employer, false) as has_employer, outcome = 'employed' as employed, outcome = 'further_study' as studies
    from graduate_outcome where rowid in (select min(rowid) from graduate_outcome group by quality_profile)
),
listed as (
    select
        quality_profile, destination_code, destination_parent_code as parent_code,
        -- Null is outside the base of the measure.
        list_filter([
            {measure: 'eastern_share', counts: if(employed, work_macro_region = 'eastern', null)},
            {measure: 'central_share', counts: if(employed, work_macro_region = 'central', null)},
            {measure: 'western_share', counts: if(employed, work_macro_region = 'western', null)},
            {measure: 'northeast_share', counts: if(employed, work_macro_region = 'northeast', null)},
            {measure: 'in_province_share', counts: if(employed, work_province_code = '61', null)},
            {measure: 'home_return_share', counts: if(employed, work_province_code = origin_province_code, null)},
            {measure: 'grassroots_share_narrow', counts: if(employed, destination_parent_code in ('50', '51', '50/51'), null)},
            {measure: 'grassroots_share_wide', counts: if(
                employed,
                destination_parent_code in ('50', '51', '50/51') or coalesce(employer_nature_code in ('55', '56'), false),
                null
            )},
            {measure: 'selected_graduate_count', counts: destination_code = '512' or coalesce(contains(programmes, '选调生'), false)},
            {measure: 'international_organisation_count', counts: coalesce(contains(programmes, '国际组织任职实习'), false)},
            {measure: 'key_employer_share', counts: if(has_employer, coalesce(contains(employer_lists, 'key_employer'), false), null)},
            {measure: 'fortune500_share', counts: if(has_employer, coalesce(contains(employer_lists, 'fortune500'), false), null)},
            {measure: 'china500_share', counts: if(has_employer, coalesce(contains(employer_lists, 'china500'), false), null)},
            {measure: 'central_soe_share', counts: if(has_employer, coalesce(contains(employer_lists, 'central_soe'), false), null)},
            {measure: 'government_share', counts: if(has_employer, employer_nature_group = 'government', null)},
            {measure: 'institution_share', counts: if(has_employer, employer_nature_group = 'institution', null)},
            {measure: 'soe_share', counts: if(has_employer, employer_nature_code = '31', null)},
            {measure: 'further_study_home_share', counts: if(studies, coalesce(host_kind = 'home', false), null)},
            {measure: 'further_study_abroad_share', counts: if(studies, coalesce(host_kind = 'abroad', false), null)},
            {measure: 'double_first_class_share', counts: if(studies, coalesce(contains(host_lists, 'double_first_class'), false), null)},
            {measure: 'top100_share', counts: if(studies, coalesce(contains(host_lists, 'top100'), false), null)},
            {measure: 'top200_share', counts: if(studies, coalesce(contains(host_lists, 'top200'), false), null)},
            {measure: 'salary_p25', counts: if(employed, coalesce(monthly_salary > 0, false), null)},
            {measure: 'salary_median', counts: if(employed, coalesce(monthly_salary > 0, false), null)},
            {measure: 'salary_p75', counts: if(employed, coalesce(monthly_salary > 0, false), null)}
        ], x -> x.counts is not null) as judged
    from profiles
)
-- Profiles of one destination that count alike are one kind.
select *, (dense_rank() over (order by destination_code, judged))::int as kind from listed;

create table quality_profile as
select quality_profile, unnest(judged).measure as measure, unnest(judged).counts as is_in_numerator
from placement_profile order by quality_profile, measure;

create temp table placement_kind as
select kind, any_value(destination_code) as destination_code, any_value(parent_code) as parent_code, any_value(judged) as judged
from placement_profile group by kind;

-- The one pass over the graduates behind rates, structure and quality; all degree levels together are summed from it.
create temp table placement_count as
with levels as (
    select
        class_year, snapshot, degree_level,
        case
            when grouping(college) = 0 then 'college' when grouping(major) = 0 then 'major' when grouping(gender) = 0 then 'gender'
            when grouping(campus) = 0 then 'campus' when grouping(academy) = 0 then 'academy'
            when grouping(origin_province) = 0 then 'origin_province' when grouping(urban_rural) = 0 then 'urban_rural'
            when grouping(training_mode) = 0 then 'training_mode' else 'overall'
        end as breakdown,
        coalesce(college, major, gender, campus, academy, origin_province, urban_rural, training_mode, 'all') as breakdown_value,
        kind, count(*) as graduates
    from graduate_outcome inner join placement_profile using (quality_profile)
    group by class_year, snapshot, degree_level, kind, grouping sets (
        (college), (major), (gender), (campus), (academy), (origin_province), (urban_rural), (training_mode), ()
    )
)
select * from levels
union all
select class_year, snapshot, 'all', breakdown, breakdown_value, kind, sum(graduates)::bigint from levels group by all;

create temp table placement_group as
select
    class_year, snapshot, as_of, degree_level, breakdown, breakdown_value, sum(graduates)::bigint as graduates,
    (row_number() over (order by class_year, snapshot, degree_level, breakdown, breakdown_value))::int as group_no
from placement_count inner join snapshots using (class_year, snapshot)
group by class_year, snapshot, as_of, degree_level, breakdown, breakdown_value;

create temp table placement_kind_count as
select group_no, kind, placement_count.graduates
from placement_count inner join placement_group using (class_year, snapshot, degree_level, breakdown, breakdown_value);

create temp table placement_destination as
select group_no, destination_code, parent_code, sum(graduates)::bigint as graduates
from placement_kind_count inner join placement_kind using (kind)
group by all;

create table destination_structure as
select
    '10698' as institution_code, class_year, snapshot, as_of, degree_level, breakdown, breakdown_value,
    codes.code as destination_code, codes.label_zh as destination_label, codes.label_en as destination_label_en,
    codes.parent_code, parents.label_zh as parent_label, codes.outcome, codes.category,
    coalesce(counts.graduates, 0) as graduates, groups.graduates as denominator,
    coalesce(counts.graduates, 0) / groups.graduates as share
from placement_group as groups
cross join destination_codes as codes
inner join destination_codes as parents on codes.parent_code = parents.code
left join placement_destination as counts on groups.group_no = counts.group_no and codes.code = counts.destination_code
order by groups.group_no, destination_code;

create temp table placement_rate as
select
    (row_number() over (order by rate_version, measure))::int as rate_no, rate_version, measure,
    measures.label_zh as measure_label, measures.label_en as measure_label_en, base, from_year::bigint as from_year, to_year::bigint as to_year,
    -- A version of no year (NACE, LABOUR) compares only.
    coalesce(from_year, to_year) is not null as is_ministry_version, source, source_en, provenance, note
from measures inner join versions using (rate_version);

create table rate_definition as
select
    rates.rate_version, rates.measure, measure_label, measure_label_en, parents.code as destination_code,
    parents.label_zh as destination_label, parents.label_en as destination_label_en, parents.category,
    matrix.destination_code is not null as in_numerator, bases.destination_code is not null as in_denominator,
    rates.base, from_year, to_year, is_ministry_version, rates.source, source_en, rates.provenance, rates.note
from placement_rate as rates
inner join destination_codes as parents on parents.code = parents.parent_code
left join matrix
    on rates.rate_version = matrix.rate_version and rates.measure = matrix.measure and parents.code = matrix.destination_code
left join bases on rates.base = bases.base and parents.code = bases.destination_code
order by rates.rate_version, rates.measure, destination_code;

create table employment_rate as
with summed as (
    select
        group_no, rate_no, sum(if(in_numerator, graduates, 0))::bigint as numerator, sum(graduates)::bigint as denominator
    from placement_destination as counts
    inner join (
        select rate_no, destination_code, in_numerator
        from rate_definition inner join placement_rate using (rate_version, measure)
        where in_denominator
    ) as codes on counts.parent_code = codes.destination_code
    group by all
)
select
    '10698' as institution_code, class_year, snapshot, as_of, rate_version, measure, measure_label, measure_label_en,
    is_ministry_version and class_year between coalesce(from_year, class_year) and coalesce(to_year, class_year) as is_official,
    degree_level, breakdown, breakdown_value, coalesce(numerator, 0) as numerator, coalesce(denominator, 0) as denominator,
    numerator / denominator as rate
from placement_group cross join placement_rate
left join summed using (group_no, rate_no)
order by class_year, snapshot, rate_no, group_no;

-- Salaries of the employed. Percentiles do not add up: here all degree levels together are sets of their own.
create temp table placement_salary as
select
    class_year, snapshot, case when grouping(degree_level) = 1 then 'all' else degree_level end as degree_level,
    case
        when grouping(college) = 0 then 'college' when grouping(major) = 0 then 'major' when grouping(gender) = 0 then 'gender'
        when grouping(campus) = 0 then 'campus' when grouping(academy) = 0 then 'academy'
        when grouping(origin_province) = 0 then 'origin_province' when grouping(urban_rural) = 0 then 'urban_rural'
        when grouping(training_mode) = 0 then 'training_mode' else 'overall'
    end as breakdown,
    coalesce(college, major, gender, campus, academy, origin_province, urban_rural, training_mode, 'all') as breakdown_value,
    quantile_cont(monthly_salary, [0.25, 0.5, 0.75]) as salaries
from graduate_outcome
where outcome = 'employed' and monthly_salary > 0
group by class_year, snapshot, grouping sets ((degree_level), ()), grouping sets (
    (college), (major), (gender), (campus), (academy), (origin_province), (urban_rural), (training_mode), ()
)
-- Fewer stated salaries are not shown.
having count(*) >= 25;

-- Four measures come from the survey of the class of 2019, asked in 2020; its frame is the newest state of the class.
create temp table placement_survey as
with responses as (
    select
        "序号"::int as response_no, nullif(number_of("1、您的学号 (填空题)"), '(跳过)') as student_no, "提交答卷时间" as submitted_at,
        "3、您目前的工作与所学专业的相关程度 (量表题)" as major_match_rate,
        "4、您目前的工作与职业期待的吻合程度 (量表题)" as expectation_match_rate,
        "5、您对目前工作的总体满意度 (量表题)" as job_satisfaction_rate, "7、毕业以来您是否离职过 (单选题)" as turnover_rate
    from read_csv(getvariable('raw') || '/survey_responses/placement-2019_*.csv', all_varchar = true)
    -- Of several responses of one graduate the newest stands (each is complete), of a response delivered twice one.
    qualify row_number() over (partition by coalesce(student_no, response_no::varchar) order by submitted_at desc, response_no desc) = 1
),
people as (
    select student_no, degree_level, college, major, gender, campus, academy, origin_province, urban_rural, training_mode
    from outcome where class_year = 2019 and snapshot = 'latest'
),
answers as (
    unpivot (select * exclude (response_no, submitted_at) from responses)
    on major_match_rate, expectation_match_rate, job_satisfaction_rate, turnover_rate into name measure value answer
),
placed as (
    select
        measure, answer,
        coalesce(columns([
            'degree_level', 'college', 'major', 'gender', 'campus', 'academy', 'origin_province', 'urban_rural', 'training_mode'
        ]), 'unknown')
    from answers left join people using (student_no)
    where answer not in ('(跳过)', '无法评价')
)
select
    measure, coalesce(degree_level, 'all') as degree_level,
    case
        when grouping(college) = 0 then 'college' when grouping(major) = 0 then 'major' when grouping(gender) = 0 then 'gender'
        when grouping(campus) = 0 then 'campus' when grouping(academy) = 0 then 'academy'
        when grouping(origin_province) = 0 then 'origin_province' when grouping(urban_rural) = 0 then 'urban_rural'
        when grouping(training_mode) = 0 then 'training_mode' else 'overall'
    end as breakdown,
    coalesce(college, major, gender, campus, academy, origin_province, urban_rural, training_mode, 'all') as breakdown_value,
    count(*) filter (
        where answer in ('很相关', '比较相关', '很吻合', '比较吻合', '很满意', '满意', '离职一次', '离职两次及以上')
    ) as numerator,
    count(*) as denominator
from placed
group by measure, grouping sets (
    (degree_level), (college), (major), (gender), (campus), (academy), (origin_province), (urban_rural), (training_mode), ()
);

create table placement_quality as
with quality_measures as materialized (
    select
        *, (row_number() over ())::int as measure_no,
        case measure when 'salary_p25' then 1 when 'salary_median' then 2 when 'salary_p75' then 3 end as salary_no
    from read_csv(getvariable('seeds') || '/quality/quality_measure.csv')
),
kinds as (
    select kinds.kind, measure_no, counts
    from (select kind, unnest(judged).measure as measure, unnest(judged).counts as counts from placement_kind) as kinds
    inner join quality_measures using (measure)
),
summed as (
    select group_no, measure_no, sum(if(counts, graduates, 0))::bigint as numerator, sum(graduates)::bigint as denominator
    from placement_kind_count inner join kinds using (kind)
    group by all
),
counted as (
    select
        groups.* exclude (graduates, group_no), measures.*,
        -- Lists of employers and of the world's universities come every year, Double First Class came in 2017.
        case
            when measure = 'double_first_class_share' then 2017
            when measure in (
                'key_employer_share', 'fortune500_share', 'china500_share', 'central_soe_share', 'top100_share', 'top200_share'
            ) then class_year
        end as list_year,
        null as survey_id, coalesce(numerator, 0) as numerator, coalesce(denominator, 0) as denominator, salaries[salary_no] as salary
    from placement_group as groups
    inner join quality_measures as measures on measures.kind <> 'survey'
    left join summed using (group_no, measure_no)
    left join placement_salary using (class_year, snapshot, degree_level, breakdown, breakdown_value)
    union all
    select
        2019, 'latest', date '2020-12-15', degree_level, breakdown, breakdown_value, measures.*, null, 'placement-2019',
        numerator, denominator, null
    from placement_survey inner join quality_measures as measures using (measure)
)
select
    '10698' as institution_code, class_year, snapshot, as_of, measure, label_zh as measure_label, label_en as measure_label_en,
    degree_level, breakdown, breakdown_value, base, numerator, denominator,
    case kind when 'count' then numerator when 'percentile' then salary else numerator / nullif(denominator, 0) end as value,
    unit,
    case
        when denominator = 0 then 'empty_base'
        when kind = 'percentile' and numerator < 25 then 'too_few'
        else 'shown'
    end as status,
    list_year, survey_id, source
from counted
order by class_year, snapshot, measure, degree_level, breakdown, breakdown_value;

create table cohort_size as
select
    '10698' as institution_code, class_year, snapshot, as_of, coalesce(degree_level, 'all') as degree_level, count(*) as on_roster,
    count(*) filter (where is_completed) as completed, count(*) as graduates, completed / on_roster as completed_share
from graduate_outcome
group by class_year, snapshot, as_of, grouping sets ((degree_level), ())
order by class_year, snapshot, 5;

create table cohort_structure as
with people as (
    select * replace (coalesce(origin_province_code, 'unknown') as origin_province_code) from graduate_outcome
),
levels as (
    select
        class_year, snapshot, as_of, degree_level,
        case
            when grouping(gender) = 0 then 'gender' when grouping(ethnicity_group) = 0 then 'ethnicity_group'
            when grouping(origin_place) = 0 then 'origin_place' when grouping(urban_rural) = 0 then 'urban_rural'
            when grouping(origin_province_code) = 0 then 'origin_province' when grouping(training_mode) = 0 then 'training_mode'
            when grouping(study_form) = 0 then 'study_form' else 'campus'
        end as dimension,
        coalesce(gender, ethnicity_group, origin_place, urban_rural, origin_province_code, training_mode, study_form, campus)
            as dimension_value,
        count(*) as graduates
    from people
    group by class_year, snapshot, as_of, degree_level, grouping sets (
        (gender), (ethnicity_group), (origin_place), (urban_rural), (origin_province_code), (training_mode), (study_form), (campus)
    )
),
counted as (
    select * from levels
    union all
    select class_year, snapshot, as_of, 'all', dimension, dimension_value, sum(graduates)::bigint from levels group by all
),
labels(dimension, dimension_value, label, label_en) as (
    values
    ('gender', 'male', '男', 'male'), ('gender', 'female', '女', 'female'),
    ('ethnicity_group', 'han', '汉族', 'Han'), ('ethnicity_group', 'minority', '少数民族', 'ethnic minorities'),
    ('origin_place', 'in_province', '省内生源', 'from the province'), ('origin_place', 'other_province', '省外生源', 'from elsewhere'),
    ('urban_rural', 'urban', '城镇', 'urban'), ('urban_rural', 'rural', '农村', 'rural')
    union all
    select 'origin_province', province_code, label_zh, label_en from provinces
    union all
    select 'training_mode', label_zh, label_zh, label_en
    from read_csv(getvariable('seeds') || '/codes/code_training_mode.csv', all_varchar = true)
    union all
    select 'study_form', label_zh, label_zh, label_en from read_csv(getvariable('seeds') || '/codes/code_study_form.csv', all_varchar = true)
)
select
    '10698' as institution_code, class_year, snapshot, as_of, degree_level, dimension, dimension_value,
    if(dimension_value = 'unknown', '未知', coalesce(label, dimension_value)) as label, coalesce(label_en, dimension_value) as label_en,
    graduates,
    coalesce(sum(graduates) filter (where dimension_value <> 'unknown') over (
        partition by class_year, snapshot, degree_level, dimension
    ), 0)::bigint as base,
    if(dimension_value <> 'unknown', graduates / base, null) as share
from counted left join labels using (dimension, dimension_value)
order by class_year, snapshot, degree_level, dimension, dimension_value;

create table placement_structure as
with levels as (
    select
        class_year, snapshot, as_of, degree_level,
        case
            when grouping(employer_nature_code) = 0 then 'employer_nature' when grouping(industry_code) = 0 then 'industry'
            when grouping(position_code) = 0 then 'position' when grouping(work_province_code) = 0 then 'work_province'
            when grouping(work_macro_region) = 0 then 'macro_region' else 'work_city'
        end as dimension,
        coalesce(employer_nature_code, industry_code, position_code, work_province_code, work_macro_region, work_city_code, 'unknown')
            as dimension_value,
        coalesce(employer_nature, industry, position, work_province, work_macro_region_zh, work_city, '未知') as label,
        coalesce(employer_nature_en, industry_en, position_en, work_province_en, work_macro_region, work_city, 'unknown') as label_en,
        if(dimension in ('employer_nature', 'industry', 'position'), 'employed_by_employer', 'employed') as base_name,
        if(base_name = 'employed', count(*), count(*) filter (where is_by_employer)) as graduates
    from graduate_outcome
    where outcome = 'employed'
    group by class_year, snapshot, as_of, degree_level, grouping sets (
        (employer_nature_code, employer_nature, employer_nature_en), (industry_code, industry, industry_en),
        (position_code, position, position_en), (work_province_code, work_province, work_province_en),
        (work_macro_region, work_macro_region_zh), (work_city_code, work_city)
    )
),
counted as (
    select * from levels where graduates > 0
    union all
    select
        class_year, snapshot, as_of, 'all', dimension, dimension_value, label, label_en, base_name, sum(graduates)::bigint as n
    from levels group by all having n > 0
)
select
    '10698' as institution_code, class_year, snapshot, as_of, degree_level, dimension, dimension_value, label, label_en, base_name,
    graduates,
    coalesce(sum(graduates) filter (where dimension_value <> 'unknown') over (
        partition by class_year, snapshot, degree_level, dimension
    ), 0)::bigint as base,
    if(dimension_value <> 'unknown', graduates / base, null) as share
from counted
order by class_year, snapshot, degree_level, dimension, dimension_value;

create table placement_flow as
with levels as (
    select
        class_year, snapshot, as_of, degree_level, origin_province, coalesce(work_province, 'unknown') as work_province,
        count(*) as graduates
    from graduate_outcome where outcome = 'employed' group by all
),
counted as (
    select * from levels
    union all
    select class_year, snapshot, as_of, 'all', origin_province, work_province, sum(graduates)::bigint from levels group by all
)
select
    '10698' as institution_code, class_year, snapshot, as_of, degree_level, origin_province, work_province, 'employed' as base_name,
    graduates
from counted
order by class_year, snapshot, degree_level, origin_province, work_province;

-- The few combinations of lists that occur, each in labels.
create temp table placement_lists as
select lists, string_agg(label_zh, '、' order by label_zh) as labels
from (
    select lists, unnest(string_split(lists, ',')) as code
    from (select distinct employer_lists as lists from graduate_outcome union select distinct host_lists from graduate_outcome)
)
inner join read_csv(getvariable('seeds') || '/codes/code_employer_list.csv', all_varchar = true) using (code)
group by lists;

create table top_employer as
with written as materialized (
    select
        class_year, snapshot, as_of, employer_key, employer_name, employer_nature, industry, count(*) as graduates,
        max(destination_recorded_on) as last_day, max(employer_lists) as lists, min(employer_parent_key) as parent_key
    from graduate_outcome
    where is_by_employer and employer_key is not null
    group by all
),
employers as (
    select
        class_year, snapshot, as_of, employer_key, sum(graduates)::bigint as graduates, max(lists) as lists, min(parent_key) as parent_key
    from written group by all
),
names as (
    select class_year, snapshot, employer_key, first(employer_name order by graduates desc, last_day desc, employer_name) as employer_name
    from (
        select class_year, snapshot, employer_key, employer_name, sum(graduates) as graduates, max(last_day) as last_day
        from written group by all
    )
    group by all
),
natures as (
    select class_year, snapshot, employer_key, first(employer_nature order by graduates desc, employer_nature) as employer_nature
    from (
        select class_year, snapshot, employer_key, employer_nature, sum(graduates) as graduates
        from written where employer_nature is not null group by all
    )
    group by all
),
industries as (
    select class_year, snapshot, employer_key, first(industry order by graduates desc, industry) as industry
    from (
        select class_year, snapshot, employer_key, industry, sum(graduates) as graduates
        from written where industry is not null group by all
    )
    group by all
)
select
    '10698' as institution_code, class_year, snapshot, as_of, employer_key, names.employer_name, natures.employer_nature, industries.industry,
    coalesce(parents.employer_name, replace(employers.parent_key, 'name:', '')) as parent_name, labels as lists,
    'employed_by_employer' as base_name, employers.graduates,
    rank() over (partition by class_year, snapshot order by employers.graduates desc) as rank
from employers
inner join names using (class_year, snapshot, employer_key)
left join natures using (class_year, snapshot, employer_key)
left join industries using (class_year, snapshot, employer_key)
left join employer as parents on employers.parent_key = parents.employer_key
left join placement_lists using (lists)
order by class_year, snapshot, employer_key;

create table further_study as
with levels as (
    select
        class_year, snapshot, as_of, degree_level, host_kind as kind, coalesce(host, 'unknown') as host, max(host_lists) as lists,
        count(*) as graduates
    from graduate_outcome where outcome = 'further_study' group by all
),
counted as (
    select * from levels
    union all
    select class_year, snapshot, as_of, 'all', kind, host, max(lists), sum(graduates)::bigint from levels group by all
)
select
    '10698' as institution_code, class_year, snapshot, as_of, degree_level, kind, host, labels as host_lists,
    'further_study' as base_name, graduates,
    coalesce(sum(graduates) filter (where host <> 'unknown') over (partition by class_year, snapshot, degree_level), 0)::bigint as base,
    if(host <> 'unknown', graduates / base, null) as share
from counted left join placement_lists using (lists)
order by class_year, snapshot, degree_level, kind, host;
