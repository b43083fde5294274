-- People: the roster, the records of their destinations, where each stood on which day, and their employers.
-- A delivery's id is the name of its file here: ours also hash the program and the configuration, which say nothing more.
-- What holds of these files: every list only adds and none withdraws, a feed has one file for a class year and a day, no
-- roster comes on a day of destinations, an exam number is of one student, the decision on employers moves none.

create temp macro day_of(t) as case
    when length(t) = 5 then date '1899-12-30' + t::int
    when regexp_full_match(t, '[0-9]{8}') then make_date(left(t, 4)::int, t[5:6]::int, t[7:8]::int)
    else translate(t, '/.年月日', '----')::date
end;
create temp macro month_of(t) as case
    when t like '%年%' then (translate(t, '年月', '-') || '-1')::date
    else make_date(left(t, 4)::int, t[5:6]::int, 1)
end;

-- Told and not guessed: to guess how a file is written takes longer than to read a small one.
create temp macro feed(name) as table
from read_csv(
    getvariable('raw') || '/' || name || '/*.csv', all_varchar = true, union_by_name = true, filename = true,
    header = true, delim = ',', quote = '"', escape = '"'
);

-- Every code of every table in the forms it comes in: as it is, as a number, its label, an alias.
create temp table codes as
select regexp_extract(filename, 'code_(.+)[.]csv', 1) as name, *
from read_csv(
    getvariable('seeds') || '/codes/code_*.csv', all_varchar = true, union_by_name = true, filename = true,
    header = true, delim = ',', quote = '"', escape = '"'
);
create temp table forms as
with told as (
    select name, code as word, code, 1 as place from codes where code is not null
    union all select name, code || '.0', code, 2 from codes
    union all select name, ltrim(code, '0'), code, 3 from codes where code like '0_'
    union all select name, ltrim(code, '0') || '.0', code, 4 from codes where code like '0_'
    union all select table_name, alias, code, 5 from codes where name = 'alias'
    union all select name, label_zh, code, 6 from codes
)
select told.name, told.word, told.code, codes.label_zh, codes.label_en, codes.rollup, codes.list_of
from told
inner join codes using (name, code)
where told.name not in ('region', 'destination', 'province', 'activity_kind') and told.word is not null
qualify row_number() over (partition by told.name, told.word order by told.place) = 1;
create temp table regions as
with cities as (select city_code, label_zh from codes where name = 'region' and level = 'city'),
placed as (
    select
        written.code as word, region.code as region_code, region.level, region.label_zh,
        provinces.province_code, provinces.label_zh as province, provinces.label_en as province_en, provinces.macro_region,
        region.city_code, cities.label_zh as city,
        provinces.province_code in ('11', '12', '31', '50') or region.level = 'special' as is_own_city,
        coalesce(cities.label_zh like '%直辖县级行政区划', false) as is_heading
    from codes as written
    inner join codes as region on region.name = 'region' and region.code = coalesce(written.successor_code, written.code)
    inner join provinces on region.province_code = provinces.province_code
    left join cities on region.city_code = cities.city_code
    where written.name = 'region'
)
select
    word, region_code, province_code, province, province_en, macro_region,
    case macro_region
        when 'eastern' then '东部' when 'central' then '中部' when 'western' then '西部' when 'northeast' then '东北'
        else '港澳台及海外'
    end as macro_region_zh,
    case
        when is_own_city then province_code when is_heading and level = 'area' then region_code when is_heading then null
        else city_code
    end as city_code,
    case
        when is_own_city then province when is_heading and level = 'area' then label_zh when is_heading then null
        else city
    end as city
from placed;
create temp table files as
select
    file, parse_path(file)[-2] as feed, file_class(file) as class_year, file_day(file) as recorded_on,
    parse_filename(file) as delivery_id
from (
    from glob(getvariable('raw') || '/graduates/*.csv') union all from glob(getvariable('raw') || '/destinations/*.csv')
);

create temp table roster as
select
    file_class(filename) as class_year, file_day(filename) as recorded_on, number_of("学号") as student_no,
    number_of("考生号") as exam_no, "手机号" as mobile, sha256(number_of("学号")) as graduate_key,
    status.code as roster_status, degree.code as degree_code, degrees.label_zh as degree, degrees.degree_level,
    degrees.is_completed::boolean as is_degree_completed,
    coalesce("所在院系", "学院") as college, "专业代码" as major_code, coalesce("专业", "专业名称") as major,
    "校区" as campus, "书院" as academy, "班级" as class_name, gender.label_en as gender,
    case when regexp_full_match("出生日期", '[0-9]{5}') then year(date '1899-12-30' + "出生日期"::int)
        else left("出生日期", 4)::int end as birth_year,
    ethnicity.code as ethnicity_code, ethnicity.label_zh as ethnicity,
    political.code as political_status_code, political.label_zh as political_status,
    month_of(coalesce("入学时间", "入学年月")) as enrolled_on,
    coalesce(day_of("毕业日期"), month_of("毕业时间")) as graduated_on,
    case when "毕业日期" is not null then 'day' when "毕业时间" is not null then 'month' end as graduated_on_precision,
    study_form.label_zh as study_form, mode.label_zh as training_mode,
    region.region_code as origin_region_code, region.province_code as origin_province_code,
    region.province as origin_province, region.city as origin_city, place.label_en as urban_rural,
    hardship.code as hardship_code, hardship.label_zh as hardship,
    teaching.code as teacher_training_code, teaching.label_zh as teacher_training
from feed('graduates')
inner join forms as degree on degree.name = 'degree' and degree.word = coalesce("学历代码", "学历层次")
inner join degrees on degree.code = degrees.code
left join forms as status on status.name = 'roster_status' and status.word = "学籍状态"
left join forms as gender on gender.name = 'gender' and gender.word = coalesce("性别代码", "性别")
left join forms as ethnicity on ethnicity.name = 'ethnicity' and ethnicity.word = coalesce("民族代码", "民族名称")
left join forms as political on political.name = 'political_status' and political.word = coalesce("政治面貌代码", "政治面貌")
left join forms as study_form on study_form.name = 'study_form' and study_form.word = "学习形式"
left join forms as mode on mode.name = 'training_mode' and mode.word = coalesce("培养方式代码", "培养方式")
left join forms as place on place.name = 'urban_rural' and place.word = "城乡生源"
left join forms as hardship on hardship.name = 'hardship' and hardship.word = "困难生类别代码"
left join forms as teaching on teaching.name = 'teacher_training' and teaching.word = "师范生类别代码"
left join regions as region on region.word = coalesce("生源所在地代码", "生源地代码")
where number_of("学号") is not null;
-- Of rows that say the same one stands; a number that comes twice in a file with different words counts for none of them.
delete from roster where rowid in (
    with twice as (from roster select class_year, recorded_on, student_no group by all having count(*) > 1)
    select unnest(case when count(distinct roster) = 1 then list(roster.rowid)[2:] else list(roster.rowid) end)
    from roster inner join twice using (class_year, recorded_on, student_no)
    group by class_year, recorded_on, student_no
);
-- What an update leaves blank stands as told before.
update roster set
    roster_status = coalesce(roster.roster_status, earlier.roster_status),
    major_code = case when roster.major is null and roster.major_code is null then earlier.major_code else roster.major_code end,
    major = case when roster.major is null and roster.major_code is null then earlier.major else roster.major end,
    campus = coalesce(roster.campus, earlier.campus), academy = coalesce(roster.academy, earlier.academy),
    class_name = coalesce(roster.class_name, earlier.class_name), gender = coalesce(roster.gender, earlier.gender),
    birth_year = coalesce(roster.birth_year, earlier.birth_year),
    ethnicity_code = coalesce(roster.ethnicity_code, earlier.ethnicity_code),
    ethnicity = coalesce(roster.ethnicity, earlier.ethnicity),
    political_status_code = coalesce(roster.political_status_code, earlier.political_status_code),
    political_status = coalesce(roster.political_status, earlier.political_status),
    enrolled_on = coalesce(roster.enrolled_on, earlier.enrolled_on),
    graduated_on = coalesce(roster.graduated_on, earlier.graduated_on),
    graduated_on_precision = coalesce(roster.graduated_on_precision, earlier.graduated_on_precision),
    study_form = coalesce(roster.study_form, earlier.study_form),
    training_mode = coalesce(roster.training_mode, earlier.training_mode),
    origin_region_code = coalesce(roster.origin_region_code, earlier.origin_region_code),
    origin_province_code = coalesce(roster.origin_province_code, earlier.origin_province_code),
    origin_province = coalesce(roster.origin_province, earlier.origin_province),
    origin_city = case when roster.origin_region_code is null then earlier.origin_city else roster.origin_city end,
    urban_rural = coalesce(roster.urban_rural, earlier.urban_rural),
    hardship_code = coalesce(roster.hardship_code, earlier.hardship_code), hardship = coalesce(roster.hardship, earlier.hardship),
    teacher_training_code = coalesce(roster.teacher_training_code, earlier.teacher_training_code),
    teacher_training = coalesce(roster.teacher_training, earlier.teacher_training)
from roster as earlier
where roster.class_year = earlier.class_year and roster.student_no = earlier.student_no and roster.recorded_on > earlier.recorded_on;
create temp table exam as
select distinct class_year, exam_no, student_no from roster where exam_no is not null;

create temp table records as
select
    file_class(filename) as class_year, file_day(filename) as recorded_on, number_of("学号") as student_no,
    number_of("考生号") as exam_no, coalesce(by_code.code, by_label.code) as destination_code,
    day_of(coalesce("签约时间", "签约日期")) as signed_on,
    "单位名称" as employer_name, coalesce("统一社会信用代码", "单位组织机构代码") as employer_uscc,
    coalesce("单位性质代码", "单位性质") as nature, coalesce("单位行业代码", "单位行业") as industry,
    coalesce("工作职位类别代码", "工作职位类别") as position, "单位所在地代码" as region,
    coalesce("升学院校", "留学院校中文名称") as school, "留学国家地区" as country,
    try_cast(split_part("月薪", '-', 1) as double) as salary_low,
    try_cast(split_part("月薪", '-', -1) as double) as salary_high,
    coalesce("专业对口", "专业相关度") as major_match, coalesce("佐证材料", "审核状态") as evidence
from feed('destinations')
left join known as by_code
    on by_code.name = 'destination' and by_code.word = regexp_replace(coalesce("毕业去向代码", "毕业去向类别代码"), '[.]0$', '')
left join known as by_label
    on by_label.name = 'destination' and by_label.word = case when by_code.code is null then folded("毕业去向") end
-- A code that nobody knows keeps a row out; a row of totals is none.
where coalesce(student_no, exam_no) <> '合计'
    and (coalesce(by_code.code, by_label.code) is not null or coalesce("毕业去向代码", "毕业去向类别代码", "毕业去向") is null);
delete from records where rowid in (
    with twice as (
        from records select class_year, recorded_on, coalesce(student_no, 'exam ' || exam_no) as key group by all having count(*) > 1
    )
    select unnest(case when count(distinct records) = 1 then list(records.rowid)[2:] else list(records.rowid) end)
    from records
    inner join twice
        on records.class_year = twice.class_year and records.recorded_on = twice.recorded_on
        and coalesce(student_no, 'exam ' || exam_no) = twice.key
    group by twice.class_year, twice.recorded_on, twice.key
);

create temp table spans as
select
    class_year, greatest(rosters.first_day, lists.first_day) as first_day, greatest(rosters.last_day, lists.last_day) as last_day
from (select class_year, min(recorded_on) as first_day, max(recorded_on) as last_day from roster group by all) as rosters
inner join (from records select class_year, min(recorded_on) as first_day, max(recorded_on) as last_day group by all) as lists
    using (class_year);
create temp table snapshots as
select class_year, 'initial' as snapshot, make_date(class_year, 8, 31) as as_of from spans
union all select class_year, 'year_end', make_date(class_year, 12, 31) from spans
union all select class_year, 'latest', last_day from spans;

-- Where everyone stood from which day on, by the newest row of the roster and the newest record.
create temp table states as
with told as (
    select class_year, student_no, recorded_on, rowid as roster_row, null as record_row from roster
    union all
    select records.class_year, coalesce(records.student_no, exam.student_no), records.recorded_on, null, records.rowid
    from records
    left join exam
        on records.class_year = exam.class_year and exam.exam_no = case when records.student_no is null then records.exam_no end
),
stood as (
    select
        class_year, student_no, recorded_on as from_day, lead(recorded_on) over by_day as until_day,
        last_value(roster_row ignore nulls) over by_day as roster_row,
        last_value(record_row ignore nulls) over by_day as record_row
    from told
    where student_no is not null
    window by_day as (partition by class_year, student_no order by recorded_on)
),
judged as (
    select
        stood.*, roster.graduate_key, roster.degree_level, roster.is_degree_completed, records.destination_code as told_code,
        coalesce(roster.roster_status, 'graduate') as roster_status,
        case when coalesce(roster.roster_status, 'graduate') in ('graduate', 'completed') then apart.standing end as told_standing
    from stood
    inner join roster on stood.roster_row = roster.rowid
    left join records on stood.record_row = records.rowid
    left join codes as apart on apart.name = 'destination_off_roster' and records.destination_code = apart.code
)
select
    * exclude (is_degree_completed, told_code, roster_status, told_standing),
    coalesce(told_standing, roster_status) as standing,
    case when told_standing is null then 'roster' else 'destination' end as standing_told_by,
    standing in ('graduate', 'completed') as is_on_roster, standing = 'completed' or is_degree_completed as is_completed,
    case when is_on_roster then coalesce(told_code, 'unknown') else 'not_on_roster' end as destination_code
from judged;

create table graduate_history as
with changed as (
    from states
    qualify (standing, standing_told_by, degree_level, destination_code, is_completed) is distinct from
        lag((standing, standing_told_by, degree_level, destination_code, is_completed))
            over (partition by class_year, student_no order by from_day)
)
select
    '10698' as institution_code, changed.class_year, changed.graduate_key, from_day,
    lead(from_day) over (partition by changed.class_year, changed.student_no order by from_day) as until_day,
    standing, standing_told_by, is_on_roster, changed.is_completed, is_on_roster as is_counted, changed.degree_level, changed.destination_code,
    coalesce(destination_codes.parent_code, 'not_on_roster') as destination_parent_code,
    coalesce(destination_codes.outcome, 'not_on_roster') as outcome,
    coalesce(destination_codes.category, 'not_on_roster') as category,
    rosters.delivery_id as roster_delivery_id, lists.delivery_id as destination_delivery_id
from changed
inner join roster on changed.roster_row = roster.rowid
left join records on changed.record_row = records.rowid
left join destination_codes on changed.destination_code = destination_codes.code
left join files as rosters
    on rosters.feed = 'graduates' and changed.class_year = rosters.class_year and roster.recorded_on = rosters.recorded_on
left join files as lists
    on lists.feed = 'destinations' and changed.class_year = lists.class_year and records.recorded_on = lists.recorded_on
order by changed.class_year, changed.graduate_key, from_day;

-- Employers: every way one is written, by destinations, at fairs and on lists.
create temp table told_employers as
select
    'destination' as feed, class_year, recorded_on, employer_name, employer_uscc, nature, industry, region, count(*) as records
from records
inner join destination_codes on records.destination_code = destination_codes.code and destination_codes.is_by_employer::boolean
where employer_name is not null
group by all
union all
select 'fair', null, file_day(filename), "单位名称", "统一社会信用代码", "单位性质", "单位行业", "单位所在地代码", 1
from (select distinct * from feed('fair_employers'))
where "单位名称" is not null and "招聘会编号" <> '合计';
create temp table listed as
select distinct
    list.code as list_name, list.list_of, "年度"::int as list_year, "单位名称" as employer_name, "统一社会信用代码" as employer_uscc,
    "上级单位" as parent_name, "排名" as list_rank, file_day(filename) as recorded_on
from feed('employer_lists')
inner join forms as list on list.name = 'employer_list' and list.word = "名单";
insert into told_employers
select 'list', null, recorded_on, employer_name, employer_uscc, null, null, null, 1 from listed where list_of = 'employers';
-- A name as it is compared, without the talent centre in front, and its parent, which is the name without its branch.
create temp table names as
with written as (
    select employer_name as word from told_employers
    union select school from records
    union select employer_name from records where destination_code like '8%'
    union select employer_name from listed
    union select parent_name from listed
),
compared as (
    select
        word, regexp_replace(
            rtrim(translate(lower(translate(word, '（）', '()')), ' "''“”‘’`*', ''), '.。,，;；:：、/\-—_'),
            '^[^()]{0,30}?(人才市场|人才服务中心)(\([^()]*\))?[/—–―|、-]+(.+)$', '\3'
        ) as name_key
    from written where word is not null
)
select
    word, name_key,
    nullif(regexp_extract(
        name_key,
        '^(.+?(公司|银行股份有限公司|银行有限责任公司|银行有限公司|银行))\(?(.{0,24}?)(分公司|支公司|子公司|分行|支行|分理处|分院|分所|分部|'
        || '分店|分厂|营业部|营业厅|营业所|经营部|办事处|代表处|事业部|项目部|工程处|研究院|研究所|研究中心|研发中心|设计院|技术中心|'
        || '数据中心|信用卡中心|分中心)\)?(\([^()]*\))?$', 1
    ), '') as parent_name_key
from compared;
-- Signs 9 to 17 of a code with the right check character (GB 32100) are the organisation's.
create temp table organisations as
with digits as (
    select
        word, word[9:17] as code,
        list_transform(string_split(word, ''), lambda c: strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', c) - 1) as places
    from (select distinct employer_uscc as word from told_employers union select employer_uscc from listed)
    where regexp_full_match(word, '[0-9]{8}[0-9A-HJ-NP-RTUWXY]{10}')
)
select word, code from digits
where places[18] = (31 - list_dot_product(places[:17], [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]) % 31) % 31;
create temp table mentions as
select
    told.feed, told.class_year, told.recorded_on, told.employer_name, told.employer_uscc, names.name_key, names.parent_name_key,
    organisations.code as employer_code, nature.label_zh as nature, nature.code as nature_code,
    industry.label_zh as industry, industry.code as industry_code,
    regions.region_code, regions.province, regions.city, told.records
from told_employers as told
inner join names on told.employer_name = names.word
left join organisations on told.employer_uscc = organisations.word
left join forms as nature on nature.name = 'employer_nature' and told.nature = nature.word
left join forms as industry on industry.name = 'industry' and told.industry = industry.word
left join regions on told.region = regions.word;
-- The first code a name is met with is its own until a second one is met.
create temp table name_codes as
select
    name_key, employer_code as code, met_on as known_from, lead(met_on) over by_day as known_until,
    known_until is null as is_current
from (select name_key, employer_code, min(recorded_on) as met_on from mentions where employer_code is not null group by all)
window by_day as (partition by name_key order by met_on, employer_code)
qualify row_number() over by_day = 1;
create temp table list_members as
select
    listed.list_name, listed.list_of, listed.list_year, names.name_key, organisations.code as employer_code,
    coalesce(organisations.code, own.code, 'name:' || names.name_key) as employer_key,
    coalesce(above.code, 'name:' || parents.name_key) as parent_key
from listed
inner join names on listed.employer_name = names.word
left join organisations on listed.employer_uscc = organisations.word
left join name_codes as own on names.name_key = own.name_key and own.is_current
left join names as parents on listed.parent_name = parents.word
left join name_codes as above on parents.name_key = above.name_key and above.is_current;
-- Of each list the newest year that a class has reached.
create temp table class_lists as
select class_year, list_members.* from list_members inner join spans on list_members.list_year <= spans.class_year
qualify list_members.list_year = max(list_members.list_year) over (partition by class_year, list_name);
create temp table parents as
select employer_key, arg_max(parent_key, list_year) as parent_key
from (select employer_key, list_year, min(parent_key) as parent_key from list_members
      where list_of = 'employers' and employer_key <> parent_key group by all)
group by all;

-- Who an employer's name and code mean at a snapshot: what is told later must not move it.
create temp table class_employers as
with written as (select distinct class_year, employer_name, employer_uscc, name_key, parent_name_key, employer_code from mentions
                 where feed = 'destination'),
meant as (
    select
        written.*, snapshot, coalesce(employer_code, case
            when snapshot = 'latest' then case when name_codes.is_current then name_codes.code end
            when as_of >= known_from and (known_until is null or as_of < known_until) then name_codes.code
        end, 'name:' || written.name_key) as employer_key
    from written
    inner join snapshots using (class_year)
    left join name_codes using (name_key)
),
ways as (
    select
        meant.class_year, meant.employer_key, meant.employer_code, meant.name_key, meant.parent_name_key,
        coalesce(any_value(parents.parent_key), any_value(above.code), 'name:' || meant.parent_name_key) as parent_key
    from meant
    left join parents using (employer_key)
    left join name_codes as above on meant.parent_name_key = above.name_key and above.is_current
    group by meant.class_year, meant.employer_key, meant.employer_code, meant.name_key, meant.parent_name_key
),
members as (from class_lists where list_of = 'employers'),
met as (
    select ways.*, list_name from ways inner join members using (class_year, employer_key)
    union
    select ways.*, list_name from ways inner join members using (class_year, name_key)
    where ways.employer_code is null or members.employer_code is null
    union
    select ways.*, list_name from ways
    inner join members on ways.class_year = members.class_year and ways.parent_key = members.employer_key
    union
    select ways.*, list_name from ways
    inner join members on ways.class_year = members.class_year and ways.parent_name_key = members.name_key
),
on_lists as (
    select class_year, employer_key, employer_code, name_key, string_agg(distinct list_name, ',' order by list_name) as lists
    from met group by all
)
select meant.class_year, snapshot, employer_name, employer_uscc, meant.employer_key, ways.parent_key, on_lists.lists
from meant
inner join ways
    on meant.class_year = ways.class_year and meant.employer_key = ways.employer_key and meant.name_key = ways.name_key
    and meant.employer_code is not distinct from ways.employer_code
left join on_lists
    on meant.class_year = on_lists.class_year and meant.employer_key = on_lists.employer_key and meant.name_key = on_lists.name_key
    and meant.employer_code is not distinct from on_lists.employer_code;

-- Schools: where no column tells one, the employer's name does, unless it is a country's.
create temp table studies as
select
    records.rowid as record_row, case when parent_code = '85' then 'abroad' else 'home' end as host_kind,
    coalesce(schools.name_key, case
        when host_kind = 'home' or regexp_matches(
            employers.name_key, '大学|学院|学校|高等|研究|university|college|institute|school|universit|hochschule|école')
            then employers.name_key
    end) as host_key,
    translate(case when schools.name_key is not null then school when host_key is not null then employer_name end, '（）', '()')
        as host_written
from records
inner join destination_codes
    on records.destination_code = destination_codes.code and destination_codes.outcome = 'further_study'
left join names as schools on records.school = schools.word
left join names as employers on records.employer_name = employers.word;
create temp table standings as
select states.* exclude (from_day, until_day, standing, standing_told_by, is_on_roster), snapshot, as_of
from states inner join snapshots using (class_year)
where is_on_roster and as_of >= from_day and (until_day is null or as_of < until_day);
create temp table hosts as
with written as (
    select class_year, snapshot, host_key, host_written, count(*) as times
    from standings inner join studies using (record_row) where host_key is not null group by all
)
select class_year, snapshot, host_key, first(host_written order by times desc, host_written) as host from written group by all;
create temp table host_lists as
select class_year, name_key as host_key, host_kind, string_agg(distinct list_name, ',' order by list_name) as lists
from class_lists
inner join (values ('home'), ('abroad')) as kinds(host_kind) on host_kind = 'home' or list_name <> 'double_first_class'
where list_of = 'universities'
group by all;
create temp table programmes as
with members as (
    select number_of("学号") as student_no, "项目名称" as programme, file_day(filename) as recorded_on
    from feed('programme_members')
)
select
    class_year, snapshot, student_no, string_agg(distinct programme, '|' order by programme) as programmes,
    string_agg(distinct programme, '|' order by programme) filter (programme in ('选调生', '国际组织任职实习')) as counted
from standings inner join members using (student_no)
where snapshot = 'latest' or recorded_on <= as_of
group by all;

create table graduate_outcome as
with described as (
    select
        '10698' as institution_code, standings.class_year, standings.snapshot, standings.as_of,
        roster.graduate_key, roster.recorded_on as roster_recorded_on, rosters.delivery_id as roster_delivery_id,
        coalesce(roster.roster_status, 'graduate') as roster_status, standings.is_completed,
        roster.degree_code, roster.degree, roster.degree_level, coalesce(roster.college, 'unknown') as college, roster.major_code,
        coalesce(roster.major, roster.major_code, 'unknown') as major, coalesce(roster.campus, 'unknown') as campus,
        coalesce(roster.academy, 'unknown') as academy, roster.class_name, coalesce(roster.gender, 'unknown') as gender,
        roster.birth_year, roster.ethnicity_code, roster.ethnicity,
        case when roster.ethnicity_code = '01' then 'han' when roster.ethnicity_code between '02' and '56' then 'minority'
            else 'unknown' end as ethnicity_group,
        roster.political_status_code, roster.political_status,
        roster.enrolled_on, case when roster.enrolled_on is not null then 'month' end as enrolled_on_precision,
        roster.graduated_on, roster.graduated_on_precision, coalesce(roster.study_form, 'unknown') as study_form,
        coalesce(roster.training_mode, 'unknown') as training_mode, roster.origin_region_code, roster.origin_province_code,
        coalesce(roster.origin_province, 'unknown') as origin_province, roster.origin_city,
        case when roster.origin_province_code is null then 'unknown' when roster.origin_province_code = '61' then 'in_province'
            else 'other_province' end as origin_place,
        coalesce(roster.urban_rural, 'unknown') as urban_rural, roster.hardship_code, roster.hardship,
        roster.teacher_training_code, roster.teacher_training, true as is_counted,
        destination.code as destination_code, destination.label_zh as destination_label, destination.label_en as destination_label_en,
        destination.parent_code as destination_parent_code, destination.outcome, destination.category,
        destination.is_by_employer::boolean as is_by_employer,
        records.recorded_on as destination_recorded_on, lists.delivery_id as destination_delivery_id, records.signed_on,
        translate(records.employer_name, '（）', '()') as employer_name, records.employer_uscc,
        employers.employer_key, employers.parent_key as employer_parent_key, employers.lists as employer_lists,
        nature.code as employer_nature_code, nature.label_zh as employer_nature, nature.label_en as employer_nature_en,
        nature.rollup as employer_nature_group, industry.code as industry_code, industry.label_zh as industry,
        industry.label_en as industry_en, position.code as position_code, position.label_zh as position,
        position.label_en as position_en, place.region_code as work_region_code, place.province_code as work_province_code,
        place.province as work_province, place.province_en as work_province_en, place.macro_region as work_macro_region,
        place.macro_region_zh as work_macro_region_zh, place.city_code as work_city_code, place.city as work_city,
        records.school as study_institution, records.country as study_country,
        studies.host_kind, hosts.host, host_lists.lists as host_lists, programmes.programmes,
        case when salary_high > 0 then (salary_low + salary_high) / 2 end as monthly_salary,
        case when salary_high > 0 then salary_low end as monthly_salary_low,
        case when salary_high > 0 then salary_high end as monthly_salary_high,
        match.code as major_match_code, match.label_zh as major_match, evidence.code as evidence,
        programmes.counted as counted_programmes
    from standings
    inner join roster on standings.roster_row = roster.rowid
    left join records on standings.record_row = records.rowid
    inner join destination_codes as destination on standings.destination_code = destination.code
    left join class_employers as employers
        on standings.class_year = employers.class_year and standings.snapshot = employers.snapshot
        and case when destination.is_by_employer::boolean then records.employer_name end = employers.employer_name
        and records.employer_uscc is not distinct from employers.employer_uscc
    left join studies on standings.record_row = studies.record_row
    left join hosts
        on standings.class_year = hosts.class_year and standings.snapshot = hosts.snapshot and studies.host_key = hosts.host_key
    left join host_lists
        on standings.class_year = host_lists.class_year and studies.host_key = host_lists.host_key
        and studies.host_kind = host_lists.host_kind
    left join programmes
        on standings.class_year = programmes.class_year and standings.snapshot = programmes.snapshot
        and standings.student_no = programmes.student_no
    left join forms as nature on nature.name = 'employer_nature' and records.nature = nature.word
    left join forms as industry on industry.name = 'industry' and records.industry = industry.word
    left join forms as position on position.name = 'position' and records.position = position.word
    left join forms as match on match.name = 'major_match' and records.major_match = match.word
    left join forms as evidence on evidence.name = 'evidence' and records.evidence = evidence.word
    left join regions as place on records.region = place.word
    left join files as rosters
        on rosters.feed = 'graduates' and standings.class_year = rosters.class_year and roster.recorded_on = rosters.recorded_on
    left join files as lists
        on lists.feed = 'destinations' and standings.class_year = lists.class_year and records.recorded_on = lists.recorded_on
)
select
    * exclude (counted_programmes),
    'base=' || case when is_by_employer then 'employed_by_employer' when outcome in ('employed', 'further_study') then outcome
        else 'graduates' end
    || '; destination_code=' || destination_code || '; employer_nature_code=' || coalesce(employer_nature_code, '')
    || '; work_macro_region=' || coalesce(work_macro_region, '')
    || '; works_in_province=' || case work_province_code = '61' when true then 'yes' when false then 'no' else '' end
    || '; works_at_home=' || case work_province_code = origin_province_code when true then 'yes' when false then 'no' else '' end
    || '; employer_lists=' || coalesce(employer_lists, '') || '; host_kind=' || coalesce(host_kind, '')
    || '; host_lists=' || coalesce(host_lists, '') || '; salary=' || case when monthly_salary > 0 then 'yes' else 'no' end
    || '; programmes=' || coalesce(counted_programmes, '') as quality_profile
from described
order by class_year, snapshot, graduate_key;
-- The same rows in the same order, with the number that the mart does not show.
create temp table outcome_students as select student_no from standings order by class_year, snapshot, graduate_key;
create temp view outcome as select * from outcome_students positional join graduate_outcome;

create table employer as
with keyed as (
    select
        mentions.*, translate(employer_name, '（）', '()') as shown,
        coalesce(employer_code, name_codes.code, 'name:' || mentions.name_key) as employer_key
    from mentions left join name_codes on mentions.name_key = name_codes.name_key and name_codes.is_current
),
employers as (
    select
        employer_key, min(employer_code) as employer_code,
        coalesce(
            max(employer_uscc) filter (employer_code is not null and length(employer_uscc) = 18),
            max(employer_uscc) filter (employer_code is not null)
        ) as employer_uscc,
        count(distinct employer_code) as codes, count(distinct name_key) as names,
        coalesce(sum(records) filter (feed = 'fair'), 0)::bigint as fair_registrations,
        coalesce(sum(records) filter (feed = 'list'), 0)::bigint as list_entries
    from keyed group by all
),
spellings as (
    from keyed
    select employer_key, shown, name_key, parent_name_key
    group by employer_key, shown, name_key, parent_name_key
    qualify row_number() over (partition by employer_key order by sum(records) desc, max(recorded_on) desc, shown) = 1
),
natures as (
    from keyed select employer_key, nature_code, nature where nature_code is not null group by employer_key, nature_code, nature
    qualify row_number() over (partition by employer_key order by sum(records) desc, max(recorded_on) desc, nature_code) = 1
),
industries as (
    from keyed select employer_key, industry_code, industry where industry_code is not null group by employer_key, industry_code, industry
    qualify row_number() over (partition by employer_key order by sum(records) desc, max(recorded_on) desc, industry_code) = 1
),
places as (
    from keyed select employer_key, region_code, province, city where region_code is not null group by employer_key, region_code, province, city
    qualify row_number() over (partition by employer_key order by sum(records) desc, max(recorded_on) desc, region_code) = 1
),
owned as (
    select
        employers.*, spellings.shown, spellings.name_key,
        coalesce(parents.parent_key, nullif(coalesce(above.code, 'name:' || spellings.parent_name_key), employers.employer_key))
            as parent_key
    from employers
    inner join spellings using (employer_key)
    left join parents using (employer_key)
    left join name_codes as above on spellings.parent_name_key = above.name_key and above.is_current
),
taken as (
    select employer_key, count(*) as graduates, min(class_year) as first_class_year, max(class_year) as last_class_year
    from graduate_outcome where snapshot = 'latest' and employer_key is not null group by all
)
select
    owned.employer_key, owned.shown as employer_name, owned.name_key as employer_name_key, owned.employer_code, owned.employer_uscc,
    owned.codes, owned.names, natures.nature as employer_nature, industries.industry, places.province, places.city, owned.parent_key,
    coalesce(parent.shown, replace(owned.parent_key, 'name:', '')) as parent_name,
    coalesce(taken.graduates, 0) as graduates, taken.first_class_year, taken.last_class_year,
    owned.fair_registrations, owned.list_entries
from owned
left join natures using (employer_key)
left join industries using (employer_key)
left join places using (employer_key)
left join taken using (employer_key)
left join owned as parent on owned.parent_key = parent.employer_key
order by owned.employer_key;

create table restatement as
with places as (
    select *, row_number() over (partition by class_year order by snapshot = 'latest', as_of) as place from snapshots
),
pairs as (
    select
        a.class_year, a.snapshot as from_snapshot, a.as_of as from_as_of, b.snapshot as to_snapshot, b.as_of as to_as_of,
        b.place = a.place + 1 as is_consecutive
    from places as a inner join places as b on a.class_year = b.class_year and a.place < b.place
),
-- Who was where, once for every three snapshots.
moves as (
    pivot (select class_year, student_no, snapshot, destination_code from standings)
    on snapshot in ('initial', 'year_end', 'latest') using any_value(destination_code) group by class_year, student_no
),
counted as (from moves select class_year, initial, year_end, latest, count(*) as graduates group by all),
moved as (
    select
        class_year, from_snapshot, to_snapshot,
        coalesce(case from_snapshot when 'initial' then initial else year_end end, 'not_on_roster') as from_code,
        coalesce(case to_snapshot when 'year_end' then year_end else latest end, 'not_on_roster') as to_code,
        sum(graduates)::bigint as graduates
    from counted inner join pairs using (class_year)
    group by all
)
select
    '10698' as institution_code, class_year, from_snapshot, from_as_of, to_snapshot, to_as_of, is_consecutive, from_code,
    coalesce(a.label_zh, '不在册') as from_label, coalesce(a.label_en, 'not on roster') as from_label_en, to_code,
    coalesce(b.label_zh, '不在册') as to_label, coalesce(b.label_en, 'not on roster') as to_label_en, graduates,
    sum(graduates) over (partition by class_year, from_snapshot, to_snapshot, from_code)::bigint as from_graduates,
    graduates / from_graduates as share
from moved
inner join pairs using (class_year, from_snapshot, to_snapshot)
left join destination_codes as a on from_code = a.code
left join destination_codes as b on to_code = b.code
where (from_code, to_code) <> ('not_on_roster', 'not_on_roster')
order by class_year, from_snapshot, to_snapshot, from_code, to_code;

-- Who enters a state adds one from the end of that week on, who leaves it takes one away.
create table employment_progress as
with placed_codes as (
    select destination_code as destination_parent_code from matrix where rate_version = 'MOE-2021' and measure = 'placement_rate'
),
counted as (
    select class_year, degree_level, destination_parent_code, category, from_day, until_day, count(*) as graduates
    from graduate_history where is_counted group by all
),
steps as (
    select class_year, degree_level, destination_parent_code, category, from_day as day, graduates from counted
    union all
    select class_year, degree_level, destination_parent_code, category, until_day, -graduates from counted where until_day is not null
),
weeks_of as (
    select
        class_year, date_trunc('week', first_day)::date + 6 as first_week, date_trunc('week', last_day)::date + 6 as last_week
    from spans
),
weekly as (
    select
        class_year, greatest(date_trunc('week', day)::date + 6, first_week) as week_ending,
        case when grouping(degree_level) = 1 then 'all' else degree_level end as degree_level,
        sum(graduates) as graduates, sum(graduates) filter (placed_codes.destination_parent_code is not null) as placed,
        sum(graduates) filter (category = 'contract') as contract,
        sum(graduates) filter (category = 'further_study') as further_study, sum(graduates) filter (category = 'unknown') as unknown
    from steps
    inner join weeks_of using (class_year)
    left join placed_codes using (destination_parent_code)
    group by grouping sets ((class_year, week_ending, degree_level), (class_year, week_ending))
),
lines as (
    select class_year, degree_level, unnest(generate_series(first_week, last_week, interval 7 day))::date as week_ending
    from (select distinct class_year, degree_level from weekly) inner join weeks_of using (class_year)
)
select
    '10698' as institution_code, class_year, week_ending, degree_level,
    (sum(graduates) over running)::bigint as graduates, coalesce(sum(placed) over running, 0)::bigint as placed,
    (sum(placed) over running) / (sum(graduates) over running) as placement_rate,
    coalesce(sum(contract) over running, 0)::bigint as contract,
    coalesce(sum(further_study) over running, 0)::bigint as further_study,
    coalesce(sum(unknown) over running, 0)::bigint as unknown, weekly.graduates is not null as has_changes
from lines left join weekly using (class_year, degree_level, week_ending)
window running as (partition by class_year, degree_level order by week_ending)
qualify sum(weekly.graduates) over running > 0
order by class_year, week_ending, degree_level;

create table off_roster as
select
    '10698' as institution_code, class_year, snapshot, as_of,
    case when grouping(degree_level) = 1 then 'all' else degree_level end as degree_level, standing, standing_told_by,
    count(*) as students
from states inner join snapshots using (class_year)
where not is_on_roster and as_of >= from_day and (until_day is null or as_of < until_day)
group by grouping sets (
    (class_year, snapshot, as_of, standing, standing_told_by, degree_level), (class_year, snapshot, as_of, standing, standing_told_by)
)
order by class_year, snapshot, degree_level, standing, standing_told_by;

-- Lines are counted in the few files alone that hold a record of nobody.
create temp table unmatched as
select delivery_id, file, class_year, recorded_on, coalesce(student_no, exam_no) as key, student_no is not null as has_student_no
from records
anti join roster using (class_year, student_no)
anti join exam
    on records.class_year = exam.class_year and exam.exam_no = case when records.student_no is null then records.exam_no end
inner join files using (class_year, recorded_on)
where feed = 'destinations';
set variable unmatched_files = (select list(distinct file) from unmatched);
create table unmatched_destination as
with lines as (
    select filename, coalesce(number_of("学号"), number_of("考生号")) as key, row_number() over () as line
    from read_csv(
        getvariable('unmatched_files'), all_varchar = true, union_by_name = true, filename = true,
        header = true, delim = ',', quote = '"', escape = '"'
    )
),
placed as (select filename, key, min(line) - any_value(first_line) + 2 as line from lines
           inner join (select filename, min(line) as first_line from lines group by all) using (filename) group by all)
select
    unmatched.delivery_id, '' as source_sheet, placed.line as source_line, unmatched.class_year,
    case when has_student_no then 'student_no' else 'exam_no' end as key_kind, unmatched.recorded_on
from unmatched inner join placed on unmatched.file = placed.filename and unmatched.key = placed.key
order by delivery_id, source_line;
create table unmatched_record as
select
    class_year, 'destinations' as feed, key_kind, count(distinct delivery_id) as deliveries, count(*) as records,
    max(recorded_on) as last_recorded_on
from unmatched_destination group by all order by class_year, key_kind;

drop table codes; drop table forms; drop table regions; drop table files; drop table spans; drop table states; drop table told_employers;
drop table listed; drop table names; drop table organisations; drop table mentions; drop table name_codes; drop table list_members;
drop table class_lists; drop table parents; drop table class_employers; drop table studies; drop table standings; drop table hosts;
drop table host_lists; drop table programmes; drop table unmatched;
