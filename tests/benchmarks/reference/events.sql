-- Fairs, guidance, programmes, integrity and goals. Delivery ids are the files' names; people are hashed without a secret.
create temp macro event_file(f) as regexp_extract(f, '([^/]+/[^/]+)$', 1);
-- An employer's name without the talent centre that keeps the papers.
create temp macro event_name(t) as regexp_replace(folded(t), '^[^()]*?(人才市场|人才服务中心)/', '');
-- GB 32100: the last sign is a check on the seventeen before it, and signs 9 to 17 are the employer's code.
create temp macro event_code(t) as case
    when length(t) = 18 and '0123456789ABCDEFGHJKLMNPQRTUWXY'[1 + (31 - list_sum(list_transform(
        [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28],
        lambda weight, place: weight * (instr('0123456789ABCDEFGHJKLMNPQRTUWXY', t[place]) - 1)
    ))::int % 31) % 31] = t[18]
    then t[9:17]
end;
-- A graduate by the number alone, somebody else by the phone.
create temp macro event_key(visitor) as
    sha256(case when visitor < 10000000000 then lpad(visitor::varchar, 10, '0') else 'mobile:' || visitor end);

create temp table event_natures as
select code, label_zh from read_csv(getvariable('seeds') || '/codes/code_employer_nature.csv', all_varchar = true);
-- Every employer at a fair comes with a valid code, and came.
create table fair_exhibitor as
select
    "招聘会编号" as fair_id, "统一社会信用代码"[9:17] as employer_key,
    row_number() over (partition by fair_id, employer_key, stands.filename) as registration_no,
    "单位名称" as employer_name, "统一社会信用代码" as employer_uscc, event_natures.code as employer_nature_code,
    industries.code as industry_code, "单位所在地代码" as region_code, "岗位数"::bigint as positions,
    "需求人数"::bigint as headcount, "参会人数"::bigint as recruiters, "展位号" as booth_no, true as is_attending,
    event_file(stands.filename) as delivery_id
from (
    select distinct * from read_csv(getvariable('raw') || '/fair_employers/*.csv', all_varchar = true, filename = true)
    where "单位名称" is not null
) as stands
left join event_natures on "单位性质" = event_natures.label_zh
left join read_csv(getvariable('seeds') || '/codes/code_industry.csv', all_varchar = true) as industries
    on "单位行业" = industries.label_zh
qualify rank() over (partition by fair_id, employer_key order by file_day(stands.filename) desc, stands.filename desc) = 1
order by fair_id, employer_key, registration_no;

create temp table event_graduates as
select
    class_year, student_no, graduate_key, degree_level, college, campus, academy, enrolled_on, outcome, destination_code,
    destination_parent_code, is_by_employer, destination_recorded_on, destination_delivery_id, signed_on, employer_name, employer_uscc,
    employer_nature_code, evidence, employer_key, employer_lists
from outcome where snapshot = 'latest';

create temp table event_people as
select student_no, student_no::bigint as visitor, sha256(student_no) as person_key from (select distinct student_no from roster);
create temp table event_phones as
select mobile::bigint as mobile, min(student_no)::bigint as visitor from roster where mobile is not null group by all;

create temp table fair_events as
select
    "招聘会编号" as fair_id, "招聘会名称" as fair_name, left("举办日期", 10)::date as held_on,
    right("举办日期", 10)::date as held_until, "校区" as campus,
    -- An entry of corrections.csv.
    replace("地点", '雁塔体育官', '雁塔体育馆') as venue, kinds.code as kind, "展位数"::bigint as booths_declared,
    "参会单位数"::bigint as employers_declared, "岗位数"::bigint as positions_declared,
    "招聘人员数"::bigint as recruiters_declared, "参会学生数"::bigint as students_declared,
    event_file(fairs.filename) as delivery_id
from read_csv(getvariable('raw') || '/fairs/*.csv', all_varchar = true, filename = true) as fairs
left join (
    select code, label_zh as word from read_csv(getvariable('seeds') || '/codes/code_fair_kind.csv', all_varchar = true)
    union all select code, word from known where name = 'fair_kind'
) as kinds on "类型" = kinds.word;

-- Numbers of students have ten digits and those of phones eleven, so one number tells who came. The few lines with an
-- unreadable time are left out by the reader.
create temp table fair_scans as
select fair_id, filename, coalesce(student_no, event_phones.visitor, mobile) as visitor, scanned_at
from read_csv(
    getvariable('raw') || '/fair_attendance/*.csv', auto_detect = false, header = true, filename = true, ignore_errors = true,
    columns = {'fair_id': 'varchar', 'student_no': 'bigint', 'mobile': 'bigint', 'scanned_at': 'timestamp', 'channel': 'varchar'}
)
left join event_phones using (mobile)
where coalesce(student_no, mobile) is not null;

create temp table fair_people as
select
    fair_id, visitor, min(scanned_at)::date as first_scanned_on, count(*) as scans,
    count(*) filter (where scanned_at::date not between held_on and held_until) as scans_outside_window
from (select distinct fair_id, visitor, scanned_at from fair_scans) inner join fair_events using (fair_id)
group by all;

create table fair_visit as
with signed as (
    select distinct fair_id, student_no::bigint as visitor
    from event_graduates inner join fair_exhibitor using (employer_key) inner join fair_events using (fair_id)
    where is_by_employer and signed_on >= held_on
)
select
    fair_id, coalesce(person_key, event_key(visitor)) as attendee_key,
    case when visitor < 10000000000 then attendee_key end as graduate_key, person_key is not null as is_on_roster,
    first_scanned_on, true as counts_as_fair, scans, scans - 1 as repeat_scans, scans_outside_window,
    signed.visitor is not null as has_signed_with_attending_employer
from fair_people
left join event_people using (visitor)
left join signed using (fair_id, visitor)
order by fair_id, attendee_key;

create table fair_summary as
with employer_side as (
    select
        fair_id, count(distinct employer_key) as employers, nullif(count(distinct booth_no), 0) as booths_recorded,
        sum(positions)::bigint as positions, sum(headcount)::bigint as headcount, sum(recruiters)::bigint as recruiters
    from fair_exhibitor group by fair_id
),
student_side as (
    select
        fair_id, count(*) as students, sum(scans)::bigint as scans, sum(repeat_scans)::bigint as repeat_scans,
        sum(scans_outside_window)::bigint as scans_outside_window, count(*) filter (where not is_on_roster) as students_off_roster,
        count(*) filter (where has_signed_with_attending_employer) as signed
    from fair_visit group by fair_id
)
select
    fair_id, fair_name, held_on, held_until, campus, venue, kind, coalesce(booths_declared, booths_recorded) as booths, employers,
    positions, headcount, recruiters, students, scans, repeat_scans, scans_outside_window, students_off_roster,
    case when employers > 0 then signed end as signed_with_attending_employer, booths_declared, booths_recorded,
    employers_declared, positions_declared, recruiters_declared, students_declared,
    case
        when coalesce(
            booths_recorded = booths_declared, employers = employers_declared, positions = positions_declared,
            recruiters = recruiters_declared, students = students_declared
        ) is not null then coalesce(nullif(concat_ws(', ',
            case when booths_recorded <> booths_declared then 'booths' end,
            case when employers <> employers_declared then 'employers' end,
            case when positions <> positions_declared then 'positions' end,
            case when recruiters <> recruiters_declared then 'recruiters' end,
            case when students <> students_declared then 'students' end
        ), ''), 'none')
    end as declared_differs_in
from fair_events left join employer_side using (fair_id) left join student_side using (fair_id)
order by fair_id;

create table fair_outcome as
with reached as (
    select visitor, min(first_scanned_on, 3) as days from fair_people where visitor < 10000000000 group by visitor
),
counted as (
    select
        class_year, snapshot, as_of, case when grouping(degree_level) = 1 then 'all' else degree_level end as degree_level,
        case when as_of >= days[3] then '3+' when as_of >= days[2] then '2' when as_of >= days[1] then '1' else '0' end
            as fairs_attended,
        count(*) as graduates, count(*) filter (where outcome in ('employed', 'further_study')) as placed
    from outcome left join reached on outcome.student_no::bigint = reached.visitor
    group by grouping sets (
        (class_year, snapshot, as_of, fairs_attended, degree_level), (class_year, snapshot, as_of, fairs_attended))
)
select
    class_year, snapshot, as_of, degree_level, fairs_attended, coalesce(graduates, 0) as graduates, coalesce(placed, 0) as placed,
    placed / graduates as placement_rate
from (select distinct class_year, snapshot, as_of, degree_level from counted)
cross join unnest(['0', '1', '2', '3+']) as bands (fairs_attended)
left join counted using (class_year, snapshot, as_of, degree_level, fairs_attended)
order by all;

-- Kinds of activities: the code table, its aliases and the workshop of institution.yml.
create temp table activity_kinds as
select code, label_zh, label_en from read_csv(getvariable('seeds') || '/codes/code_activity_kind.csv', all_varchar = true)
union all select 'workshop', '工作坊', 'workshop';

create temp table activity_events as
select
    "活动编号" as activity_id, translate("活动名称", '（）', '()') as activity_name, kinds.code as kind, "板块" as pillar,
    coalesce("举办日期", left("活动时间", 10))::date as held_on,
    coalesce("结束日期", "举办日期", right("活动时间", 10))::date as ended_on, "校区" as campus,
    regexp_extract("学时", '[0-9.]+')::double as hours,
    case "是否线上" when '是' then 'yes' when '否' then 'no' else 'both' end as online,
    regexp_extract("参与人次", '[0-9]+')::bigint as person_times_declared, event_file(activities.filename) as delivery_id
from read_csv(getvariable('raw') || '/activities/*.csv', all_varchar = true, union_by_name = true, filename = true) as activities
inner join (
    select code, label_zh as word from activity_kinds union all select code, word from known where name = 'activity_kind'
) as kinds on "活动类型" = kinds.word
qualify row_number() over (partition by activity_id order by file_day(activities.filename) desc, activities.filename desc) = 1;

create temp table activity_check_ins as
select
    activity_id, filename, scanned_at,
    coalesce(student_no::bigint, event_phones.visitor, mobile) as visitor,
    coalesce(scanned_at::date, held_on, min(file_day(filename)) over (partition by activity_id)) as visited_on
from (
    select
        "活动编号" as activity_id, filename, number_of("学号") as student_no,
        coalesce("手机号", "手机号码", "手机")::bigint as mobile, coalesce("签到时间", "扫码时间") as scanned,
        try_cast(scanned as timestamp) as scanned_at
    from read_csv(
        getvariable('raw') || '/activity_attendance/*.csv', all_varchar = true, union_by_name = true, filename = true
    )
    where "活动编号" <> '合计' and (scanned is null or scanned_at is not null) and coalesce(student_no, mobile::varchar) is not null
)
left join event_phones using (mobile)
left join activity_events using (activity_id);

create temp table activity_people as
with timed_first as (
    select distinct activity_id, visitor, visited_on, scanned_at from activity_check_ins
    qualify scanned_at is not null or count(scanned_at) over (partition by activity_id, visitor) = 0
)
select
    activity_id, visitor, visited_on, greatest(count(scanned_at), 1) as check_ins, count(scanned_at) > 0 as is_timed
from timed_first group by all;

create table activity as
select
    activity_id, activity_events.activity_id is not null as is_listed, activity_name, coalesce(kind, 'unknown') as kind,
    coalesce(pillar, 'unknown') as pillar, coalesce(held_on, first_visited_on) as held_on, ended_on,
    year(coalesce(held_on, first_visited_on)) as year, month(coalesce(held_on, first_visited_on)) <= 6 as is_first_half, campus, hours,
    online, coalesce(online = 'yes', false) as is_online, person_times_declared
from activity_events
full join (
    select activity_id, min(visited_on) filter (where is_timed) as first_visited_on from activity_people group by activity_id
) as visits using (activity_id)
order by activity_id;

create table activity_visit as
select
    activity_id, coalesce(person_key, event_key(visitor)) as attendee_key, visited_on, year, kind, pillar,
    case when visitor < 10000000000 then attendee_key end as graduate_key, person_key is not null as is_on_roster, check_ins,
    is_timed, case when is_listed then coalesce(visited_on not between held_on and ended_on, false) end as is_outside_window
from activity_people
inner join activity using (activity_id)
left join event_people using (visitor)
order by activity_id, attendee_key, visited_on;

create table service_reach as
with offered as (
    select
        year, case when grouping(kind) = 1 then 'all' else kind end as kind,
        case when grouping(pillar) = 1 then 'all' else pillar end as pillar, count(*) as activities,
        count(*) filter (where is_first_half) as activities_h1, count(*) filter (where is_online) as activities_online,
        count(*) filter (where is_online and is_first_half) as activities_online_h1, count(distinct campus) as campuses,
        sum(hours) as hours, count(hours) as activities_with_hours, sum(person_times_declared)::bigint as person_times_declared
    from activity where year is not null
    group by grouping sets ((year), (year, kind), (year, pillar), (year, kind, pillar))
),
cohort as (
    select class_year as year, student_no::bigint as visitor from outcome where snapshot = 'latest'
),
used as (
    select
        year, case when grouping(kind) = 1 then 'all' else kind end as kind,
        case when grouping(pillar) = 1 then 'all' else pillar end as pillar,
        count(distinct activity_id) as activities_with_records, count(distinct visitor) as participants,
        count(distinct visitor) filter (where event_people.visitor is null) as participants_off_roster, count(*) as person_times,
        count(distinct visitor) filter (where cohort.visitor is not null) as cohort_participants
    from activity_people
    inner join activity using (activity_id)
    left join event_people using (visitor)
    left join cohort using (year, visitor)
    where year is not null
    group by grouping sets ((year), (year, kind), (year, pillar), (year, kind, pillar))
),
sizes as (
    select year, count(*) as cohort_n from cohort group by year
)
select
    year, kind, pillar, case kind when 'all' then '全部' else label_zh end as kind_label,
    case kind when 'all' then 'all' else label_en end as kind_label_en, activities, activities_h1, activities_online,
    activities_online_h1, campuses, hours, activities_with_hours, coalesce(activities_with_records, 0) as activities_with_records,
    participants, participants_off_roster, person_times, person_times_declared,
    case when cohort_n is not null then cohort_participants end as cohort_participants, cohort_n,
    cohort_participants / cohort_n as share_of_cohort
from offered
left join used using (year, kind, pillar)
left join sizes using (year)
left join activity_kinds on kind = activity_kinds.code
order by year, kind, pillar;

create table programme_member as
with members as (
    select
        "项目名称" as programme, left("年度", 4)::bigint as year, "学号" as student_no, "加入时间"::date as joined_on,
        "校区" as campus, "学院" as college, "书院" as academy, event_file(filename) as delivery_id
    from (
        select distinct * from read_csv(getvariable('raw') || '/programme_members/*.csv', all_varchar = true, filename = true)
        where "学号" is not null
    )
    qualify row_number() over (partition by programme, year, student_no order by file_day(filename) desc, filename desc) = 1
),
graduates as (
    select * from event_graduates qualify row_number() over (partition by student_no order by class_year desc) = 1
)
select
    programme, year, sha256(student_no) as graduate_key, joined_on, coalesce(members.campus, nullif(graduates.campus, 'unknown')) as campus,
    coalesce(members.college, nullif(graduates.college, 'unknown')) as college,
    coalesce(members.academy, nullif(graduates.academy, 'unknown')) as academy, class_year is not null as is_on_roster, class_year,
    degree_level, destination_code, outcome, coalesce(outcome in ('employed', 'further_study'), false) as is_placed, delivery_id
from members left join graduates using (student_no)
order by programme, year, graduate_key;

create table special_programme as
select
    programme, year, count(*) as members, count(distinct campus) as campuses, count(distinct college) as colleges,
    count(distinct academy) as academies, count(*) filter (where is_on_roster) as members_on_roster,
    count(*) filter (where is_placed) as placed, placed / nullif(members_on_roster, 0) as placement_rate
from programme_member group by all order by programme, year;

create table event_delivery as
select 'fairs' as feed, fair_id as event_id, delivery_id from fair_events
union select 'fair_employers', fair_id, delivery_id from fair_exhibitor
union select 'fair_attendance', fair_id, event_file(filename) from (select distinct fair_id, filename from fair_scans)
union select 'activities', activity_id, delivery_id from activity_events
union select 'activity_attendance', activity_id, event_file(filename) from (select distinct activity_id, filename from activity_check_ins)
order by all;

create table integrity_flag as
with requirements as (
    from read_csv(getvariable('seeds') || '/integrity/evidence_requirement.csv', all_varchar = true)
),
crowds as (
    select class_year, employer_key, max(employer_name) as employer_name, count(*) as graduates
    from event_graduates
    where is_by_employer and employer_key is not null
    group by all
    having count(*) >= 10 and count(employer_lists) = 0 and not bool_or(employer_key in (select employer_key from fair_exhibitor))
        and count(*) filter (where employer_nature_code not in ('32', '39', '55', '56')) = 0
),
wrong_codes as (
    select employer_uscc
    from (select distinct employer_uscc from event_graduates where is_by_employer and employer_uscc is not null)
    where event_code(employer_uscc) is null
),
flags as (
    select
        class_year, 'invalid_code' as rule, graduate_key as subject, graduate_key, employer_key, employer_name,
        null as college, null as degree_level, destination_parent_code as destination_code,
        'employer_uscc=' || employer_uscc as evidence
    from event_graduates inner join wrong_codes using (employer_uscc) where is_by_employer and employer_key is not null
    union all
    select
        class_year, 'employer_is_university', graduate_key, graduate_key, employer_key, employer_name, null, null,
        destination_parent_code, 'employer_name=' || employer_name
    from event_graduates
    where is_by_employer and event_name(employer_name) in ('西安交通大学', 'xi''anjiaotonguniversity') and destination_parent_code <> '27'
    union all
    select
        class_year, 'missing_evidence', graduate_key, graduate_key, null, null, null, null, destination_parent_code,
        'required=' || evidence_zh || ' (' || evidence_en || '); evidence=' || coalesce(evidence, 'blank')
    from (
        select *, count(evidence) over (partition by class_year, destination_delivery_id) > 0 as is_asked_for from event_graduates
    ) as graduates
    inner join requirements on destination_parent_code = requirements.destination_code
    where evidence = 'none' or (evidence is null and is_asked_for)
    union all
    select
        class_year, 'signed_before_enrolment', graduate_key, graduate_key, null, null, null, null, destination_parent_code,
        'signed_on=' || signed_on || '; enrolled_on=' || enrolled_on
    from event_graduates where signed_on < enrolled_on
    union all
    select
        class_year, 'signed_after_delivery', graduate_key, graduate_key, null, null, null, null, destination_parent_code,
        'signed_on=' || signed_on || '; recorded_on=' || destination_recorded_on
    from event_graduates where signed_on > destination_recorded_on
    union all
    select
        class_year, 'many_at_one_employer', employer_key, null, employer_key, employer_name, null, null, null, 'graduates=' || graduates
    from crowds
    union all
    select
        class_year, 'unusual_code_share', college || ' | ' || degree_level || ' | ' || code, null, null, null, college, degree_level, code,
        'college=' || cases || '/' || group_n || '; institution=' || level_cases || '/' || level_n
    from (
        select
            *, sum(group_n) over (partition by class_year, degree_level, code)::bigint as level_n,
            sum(cases) over (partition by class_year, degree_level, code)::bigint as level_cases
        from (
            select
                class_year, degree_level, college, code, count(*) as group_n,
                count(*) filter (where destination_parent_code = code) as cases
            from event_graduates cross join unnest(['12', '75', '76']) as watched (code)
            group by all
        )
    )
    where group_n >= 20 and cases >= 5 and cases * level_n >= 3 * level_cases * group_n
)
select
    class_year, 'latest' as snapshot, rule, subject, subject_kind, graduate_key, employer_key, employer_name, college, degree_level,
    destination_code, severity, label_zh as rule_label, label_en as rule_label_en, reason_zh as reason, reason_en, evidence,
    look_at_zh as look_at, look_at_en
from flags
inner join read_csv(getvariable('seeds') || '/integrity/integrity_rule.csv', all_varchar = true) using (rule)
order by class_year, rule, subject;

create table annual_goal as
with goals as (
    from (values
        ('placement', '毕业去向落实率稳中有升', 'placement rate up', 'placement_rate', null, 'year_end', 0.93, 'share'),
        ('quality', '重点单位就业比例提升', 'more graduates with key employers',
            'placement_quality', 'key_employer_share', 'year_end', 0.2, 'share'),
        ('start_up', '支持学生创业，训练营学员60人', 'support for student start-ups: 60 members of the camp',
            'programme_members', '创业训练营', 'latest', 60, 'person'),
        ('three_campuses', '一校三区就业工作一体化', 'one university on three campuses',
            'activity_campuses', null, 'latest', 3, 'number'),
        ('guidance_events', '全年就业指导活动100场以上', 'over 100 guidance events', 'activities', null, 'latest', 100, 'number'),
        ('courses', '开设就业指导课程6门', 'six courses of career guidance', 'activities', 'course', 'latest', 6, 'number'),
        ('platform', '建成就业数据平台', 'the platform of employment data', null, null, null, 1, 'number'),
        ('international_base', '建设国际组织人才培养基地，校级活动500人次', 'the base for international organisations',
            'person_times', 'international_organisation', 'latest', 500, 'person_time')
    ) as goals (goal_id, goal, goal_en, indicator, indicator_of, snapshot, target, unit)
),
figures as (
    select 'placement' as goal_id, count(*) filter (where outcome in ('employed', 'further_study')) as numerator, count(*) as denominator,
        numerator / denominator as actual
    from outcome where class_year = 2021 and snapshot = 'year_end'
    union all
    select 'quality', numerator, denominator, value from placement_quality
    where class_year = 2021 and snapshot = 'year_end' and measure = 'key_employer_share' and degree_level = 'all' and breakdown = 'overall'
    union all select 'start_up', members, null, members from special_programme where programme = '创业训练营' and year = 2021
    union all select 'three_campuses', null, null, campuses from service_reach where year = 2021 and kind = 'all' and pillar = 'all'
    union all select 'guidance_events', null, null, activities from service_reach where year = 2021 and kind = 'all' and pillar = 'all'
    union all select 'courses', null, null, activities from service_reach where year = 2021 and kind = 'course' and pillar = 'all'
    union all select 'platform', null, null, 1
    union all
    select 'international_base', null, null, person_times
    from service_reach where year = 2021 and kind = 'international_organisation' and pillar = 'all'
)
select
    2021 as year, goal_id, goal, goal_en, indicator, indicator_of, snapshot, 'at_least' as direction, target::double as target,
    actual::double as actual, unit, numerator, denominator, indicator is null as is_stated, actual >= target as met
from goals left join figures using (goal_id)
order by goal_id;
