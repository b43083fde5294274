-- Surveys, as institution.yml declares them; the four of the load are one form. Open questions are not read.
-- Left out: delivery_id of survey_response, a digest of the file's bytes.
-- `cells` of a response are its answers in the order of its form's items, `groups` its values of its survey's breakdowns.

create temp table survey as
select * replace (class_year::bigint as class_year, min_seconds::bigint as min_seconds) from (values
    ('guidance-2020', 'guidance-2020', '2020届毕业生就业指导服务满意度调查', 'graduates', 2020, 'roster', '5', 'top3', null,
        ['campus', 'degree_level', 'gender', 'overall'], 'degree_level, gender'),
    ('placement-2019', 'placement-2019', '2019届毕业生培养质量跟踪调查', 'graduates', 2019, 'roster', '5', 'top3', 30,
        ['academy', 'campus', 'college', 'degree_level', 'gender', 'major', 'origin_province', 'overall', 'state', 'training_mode', 'urban_rural'],
        'degree_level x college_group, gender'),
    ('fair-employers-2020', 'fair-employers-2020', '2021届秋季综合双选会用人单位满意度调查', 'employers', 2021, 'none', '2', 'top2', null,
        ['employer_nature', 'overall'], null)
) as known(survey_id, form, title_zh, population, class_year, frame_kind, headline_item, headline_box_rule, min_seconds, breakdowns, weight_margins)
union all
select 'load-' || n, 'load', '满意度调查' || n, 'graduates', 2021, 'none', '2', 'top2', null, ['gender', 'overall'], null from range(4) as load(n);

create temp table item as
select *, row_number() over (partition by form) as place from (values
    ('guidance-2020', '1', '性别', 'single', null, null, null),
    ('guidance-2020', '2', '学历', 'single', null, null, null),
    ('guidance-2020', '3', '所在校区', 'single', null, null, null),
    ('guidance-2020', '4', '您接受过的指导服务', 'multiple', null, null, null),
    ('guidance-2020', '5', '您对学校就业指导服务的总体满意度', 'scale', 5, null, ['很满意', '满意', '一般', '不满意', '很不满意', '无法评价']),
    ('guidance-2020', '6.1', '指导服务各方面—课程', 'scale', 5, null, null),
    ('guidance-2020', '6.2', '指导服务各方面—咨询', 'scale', 5, null, null),
    ('guidance-2020', '6.3', '指导服务各方面—讲座', 'scale', 5, null, null),
    ('placement-2019', '2', '您目前的状态', 'single', null, null, null),
    ('placement-2019', '3', '您目前的工作与所学专业的相关程度', 'scale', 5, 'major_match_rate',
        ['很相关', '比较相关', '一般', '不太相关', '很不相关', '无法评价']),
    ('placement-2019', '4', '您目前的工作与职业期待的吻合程度', 'scale', 5, 'expectation_match_rate',
        ['很吻合', '比较吻合', '一般', '不太吻合', '很不吻合', '无法评价']),
    ('placement-2019', '5', '您对目前工作的总体满意度', 'scale', 5, 'job_satisfaction_rate',
        ['很满意', '满意', '一般', '不满意', '很不满意', '无法评价']),
    ('placement-2019', '6', '您目前的税前月薪', 'single', null, null, ['5000元以下', '5000-8000元', '8000-12000元', '12000元以上', '不便透露']),
    ('placement-2019', '7', '毕业以来您是否离职过', 'single', null, 'turnover_rate', ['没有离职', '离职一次', '离职两次及以上']),
    ('placement-2019', '8.1', '您对母校各方面的满意程度—课程教学', 'scale', 5, null, null),
    ('placement-2019', '8.2', '您对母校各方面的满意程度—实践教学', 'scale', 5, null, null),
    ('placement-2019', '8.3', '您对母校各方面的满意程度—就业指导', 'scale', 5, null, null),
    ('placement-2019', '8.4', '您对母校各方面的满意程度—学风', 'scale', 5, null, null),
    ('placement-2019', '8.5', '您对母校各方面的满意程度—学生管理', 'scale', 5, null, null),
    ('placement-2019', '8.6', '您对母校各方面的满意程度—学习条件', 'scale', 5, null, null),
    ('fair-employers-2020', '1', '贵单位的性质', 'single', null, null, null),
    ('fair-employers-2020', '2', '您对本次双选会组织与服务的总体满意度', 'scale', 5, null, ['很满意', '满意', '一般', '不满意', '很不满意', '无法评价']),
    ('fair-employers-2020', '3', '您向其他单位推荐本校双选会的意愿', 'scale', 11, null, null),
    ('fair-employers-2020', '4', '贵单位明年是否愿意再来', 'single', null, null, null),
    ('fair-employers-2020', '5.1', '您对本校毕业生的评价—专业知识', 'scale', 5, null, null),
    ('fair-employers-2020', '5.2', '您对本校毕业生的评价—实践能力', 'scale', 5, null, null),
    ('fair-employers-2020', '5.3', '您对本校毕业生的评价—沟通能力', 'scale', 5, null, null),
    ('fair-employers-2020', '5.4', '您对本校毕业生的评价—职业素养', 'scale', 5, null, null),
    ('load', '1', '性别', 'single', null, null, null),
    ('load', '2', '总体满意度', 'scale', 5, null, ['很满意', '满意', '一般', '不满意', '很不满意', '无法评价']),
    ('load', '3', '服务', 'multiple', null, null, null)
) as known(form, item_no, item, item_kind, points, measure, labels);

create temp table declared as
select form, place, label, position, case when item_kind = 'scale' and position < 6 then 6 - position end as score
from (select form, place, item_kind, unnest(labels) as label, generate_subscripts(labels, 1) as position from item);

-- The graduates of the surveys' days: nobody joined or left the two rosters between those days and these snapshots.
create temp table framed as
select
    survey_id, survey_day as as_of, student_no, college, major, gender, degree_level, campus, nullif(academy, 'unknown') as academy,
    origin_province, urban_rural, training_mode
from outcome
inner join (values ('guidance-2020', date '2020-10-20', 2020, 'year_end'), ('placement-2019', date '2020-12-15', 2019, 'latest'))
    as days(survey_id, survey_day, class_year, snapshot) using (class_year, snapshot);

create table survey_frame as
select survey_id, sha256(student_no) as graduate_key, * exclude (survey_id, student_no) from framed order by survey_id, graduate_key;

create temp macro gender_of(t) as case t when '男' then 'male' when '女' then 'female' end;
create temp macro answered(t) as t <> '(跳过)';
create temp macro moment_of(t) as strptime(t, '%Y/%m/%d %H:%M:%S');
create temp macro seconds_of(t) as replace(t, '秒', '')::bigint;

create temp table sent as
with guidance as (
    select
        'guidance-2020' as survey_id, file_day(filename) as recorded_on, "序号" as response_no,
        moment_of("提交答卷时间") as submitted_at, seconds_of("所用时间") as duration_seconds, null as student_no,
        ["1、性别", "2、学历", "3、所在校区", "4、您接受过的指导服务(多选)", "5、您对学校就业指导服务的总体满意度 (量表题)",
            "6、指导服务各方面—课程", "咨询", "讲座"] as cells,
        -- Five equal answers make a straight-liner; here are four scales.
        cells[5:8] as scales, false as is_straight_liner,
        case "2、学历" when '本科' then 'bachelor' when '硕士' then 'master' when '博士' then 'doctor' end as degree_level,
        'all' as college, gender_of("1、性别") as gender, ["3、所在校区", degree_level, gender, 'all'] as groups
    from read_csv(getvariable('raw') || '/survey_responses/guidance-2020_*.csv', all_varchar = true, filename = true)
),
placement as (
    select
        'placement-2019' as survey_id, recorded_on, response_no, submitted_at, duration_seconds, student_no, cells,
        cells[2:4] || cells[7:12] as scales, len(list_distinct(cells[7:12])) = 1 as is_straight_liner, degree_level, college, gender,
        [coalesce(academy, 'unknown'), coalesce(campus, 'unknown'), coalesce(college, 'unknown'), coalesce(degree_level, 'unknown'),
            coalesce(gender, 'unknown'), coalesce(major, 'unknown'), coalesce(origin_province, 'unknown'), 'all', cells[1],
            coalesce(training_mode, 'unknown'), coalesce(urban_rural, 'unknown')] as groups
    from (
        -- Two rows of the file come twice, one has lost its number.
        select distinct
            file_day(filename) as recorded_on, "序号" as response_no, moment_of("提交答卷时间") as submitted_at,
            seconds_of("所用时间") as duration_seconds, nullif("1、您的学号 (填空题)", '(跳过)') as student_no,
            ["2、您目前的状态 (单选题)", "3、您目前的工作与所学专业的相关程度 (量表题)", "4、您目前的工作与职业期待的吻合程度 (量表题)",
                "5、您对目前工作的总体满意度 (量表题)", "6、您目前的税前月薪 (单选题)", "7、毕业以来您是否离职过 (单选题)",
                "8、您对母校各方面的满意程度 (矩阵量表题)—课程教学", "实践教学", "就业指导", "学风", "学生管理", "学习条件"] as cells
        from read_csv(getvariable('raw') || '/survey_responses/placement-2019_*.csv', all_varchar = true, filename = true)
        where "序号" is not null
    )
    left join (from framed where survey_id = 'placement-2019') using (student_no)
),
fair as (
    select
        'fair-employers-2020' as survey_id, file_day(filename) as recorded_on, "序号" as response_no,
        moment_of("提交答卷时间") as submitted_at, seconds_of("所用时间") as duration_seconds, null as student_no,
        ["1、贵单位的性质 (单选题)", "2、您对本次双选会组织与服务的总体满意度 (量表题)", "3、您向其他单位推荐本校双选会的意愿 (量表题)",
            "4、贵单位明年是否愿意再来 (单选题)", "5、您对本校毕业生的评价 (矩阵量表题)—专业知识", "实践能力", "沟通能力", "职业素养"] as cells,
        cells[2:3] || cells[5:8] as scales,
        -- The five scales of five points say the same: the first in words, the others in points.
        len(list_distinct(
            list_append(cells[5:8], list_position(['很不满意', '不满意', '一般', '满意', '很满意'], cells[2]) || '分')
        )) = 1 as is_straight_liner,
        null as degree_level, null as college, null as gender, [cells[1], 'all'] as groups
    from read_csv(getvariable('raw') || '/survey_responses/fair-employers-2020_*.csv', all_varchar = true, filename = true)
),
small as (
    from guidance union all by name from placement union all by name from fair
),
judged as (
    select
        *, len(scales) as shown_n, len(list_filter(scales, lambda cell: answered(cell))) as answered_n,
        row_number() over (
            partition by survey_id, submitted_at, duration_seconds, cells order by length(response_no), response_no
        ) > 1 as is_repeat
    from small
)
select
    survey_id, survey_id as form, recorded_on, response_no, submitted_at::date as submitted_on, duration_seconds, student_no is not null as has_key,
    shown_n, answered_n, answered_n >= 0.5 * shown_n as is_complete, survey_id = 'placement-2019' and duration_seconds < 30 as is_speeder,
    is_straight_liner,
    -- Of the responses of one person the newest complete one counts.
    student_no is not null and row_number() over (
        partition by survey_id, student_no
        order by answered_n < 0.5 * shown_n, submitted_at desc, length(response_no) desc, response_no desc
    ) > 1 as is_duplicate,
    is_repeat, degree_level, college, gender, groups, cells
from judged
union all
-- The load: anonymous, one scale, each answer in a second of its own.
select
    regexp_extract(filename, '(load-[0-9]+)_[^/]*$', 1), 'load', file_day(filename), "序号", left("提交答卷时间", 10)::date, seconds_of("所用时间"),
    false, 1, answered("2、总体满意度 (量表题)")::int, answered("2、总体满意度 (量表题)"), false, false, false, false, null, null, null,
    [gender_of("1、性别"), 'all'], ["1、性别", "2、总体满意度 (量表题)", "3、服务(多选)"]
from read_csv(getvariable('raw') || '/survey_responses/load-*.csv', all_varchar = true, filename = true);

-- Weights: respondents of a cell and gender to the frame's; cells of fewer than five respondents join others.
create temp table weights as
with recursive people as (
    select survey_id, degree_level, college, gender, 0 as frame_n, 1 as responses_n from sent where not is_duplicate
    union all
    select survey_id, degree_level, case survey_id when 'placement-2019' then college else 'all' end, gender, 1, 0 from framed
),
cells as (
    select survey_id, degree_level, college, gender, sum(frame_n) as frame_n, sum(responses_n) as responses_n
    from people where degree_level is not null and college is not null and gender is not null
    group by all
),
by_college as (
    select
        *, case when sum(responses_n) over college_cell < 5 or sum(frame_n) over college_cell = 0 then 'other' else college end as college_cell
    from cells window college_cell as (partition by survey_id, degree_level, college)
),
by_degree as (
    select
        *,
        case
            when college_cell = 'other' and (sum(responses_n) over degree_cell < 5 or sum(frame_n) over degree_cell = 0) then 'other'
            else degree_level
        end || ' x ' || college_cell as cell
    from by_college window degree_cell as (partition by survey_id, degree_level, college_cell)
),
sizes as (
    select survey_id, cell, sum(responses_n) < 5 or sum(frame_n) = 0 as is_small, sum(responses_n) as responses_n
    from by_degree group by all
),
placed as (
    select by_degree.* replace (case when sizes.is_small then largest.cell else cell end as cell)
    from by_degree
    inner join sizes using (survey_id, cell)
    inner join (
        select survey_id, cell from sizes qualify row_number() over (partition by survey_id order by is_small, responses_n desc, cell) = 1
    ) as largest using (survey_id)
),
totals as (
    select
        survey_id, sum(responses_n) as responses_n, sum(frame_n) as frame_n,
        sum(frame_n) filter (gender = 'male') / sum(frame_n) as male_share, sum(frame_n) filter (gender = 'female') / sum(frame_n) as female_share
    from placed group by all
),
margins as (
    select
        survey_id, cell, male_share, female_share, sum(placed.frame_n) / any_value(totals.frame_n) as cell_share,
        coalesce(sum(placed.responses_n) filter (gender = 'male'), 0) / any_value(totals.responses_n) as male,
        coalesce(sum(placed.responses_n) filter (gender = 'female'), 0) / any_value(totals.responses_n) as female
    from placed inner join totals using (survey_id)
    group by all
),
fits as (
    select distinct
        survey_id, 0 as round, 1.0::double as male_factor, 1.0::double as female_factor,
        null::double as male_before, null::double as female_before
    from margins
    union all
    select
        survey_id, round + 1, male_share / sum(male * cell_share / (male * male_factor + female * female_factor)),
        female_share / sum(female * cell_share / (male * male_factor + female * female_factor)), male_factor, female_factor
    from fits inner join margins using (survey_id)
    where round < 20
    group by survey_id, round, male_share, female_share, male_factor, female_factor
)
select
    survey_id, degree_level, college, gender, cell as weight_cell, gender as weight_gender,
    cell_share / (male * male_before + female * female_before) * case gender when 'male' then male_factor else female_factor end as raked_weight,
    least(greatest(raked_weight, 0.3), 3) as weight
from placed inner join margins using (survey_id, cell) inner join fits using (survey_id)
where round = 20;

create table survey_response as
select
    sent.survey_id, response_no, recorded_on, submitted_on, duration_seconds, has_key, shown_n, answered_n, is_complete, is_speeder,
    is_straight_liner, is_duplicate, is_repeat, not is_duplicate as is_counted, case when is_duplicate then 'duplicate' end as excluded_as,
    weight_cell, weight_gender, raked_weight, weight
from sent
left join weights
    on sent.survey_id = weights.survey_id and sent.degree_level = weights.degree_level and sent.college = weights.college
        and sent.gender = weights.gender and not sent.is_duplicate
order by sent.survey_id, response_no;

create table survey_group as
select survey_id, response_no, unnest(breakdowns) as breakdown, unnest(groups) as breakdown_value
from sent inner join (select survey_id, breakdowns from survey) using (survey_id)
order by survey_id, response_no, breakdown;

-- Responses that are alike; all figures are counted of these.
create temp table alike as
select survey_id, form, cells, groups, is_duplicate, is_complete, weight, count(*) as responses
from sent left join weights using (survey_id, degree_level, college, gender)
group by all;

-- What each different cell says.
create temp table meaning as
select
    form, place, item_no, item_kind, cell, case when answered(cell) then 'answered' else 'skipped' end as answer_status,
    case when item_kind = 'scale' then coalesce(declared_score, try_cast(replace(cell, '分', '') as double)) end as score,
    case when not answered(cell) then 'skipped' when cell = '无法评价' then 'option' when score is null then 'unscored' end as outside_base,
    case
        when measure = 'turnover_rate' and answered(cell) then cell <> '没有离职'
        when measure is not null and outside_base is null then score >= 4
    end as counts_in_measure,
    case
        when not answered(cell) then ['none']
        when item_kind = 'multiple'
            then list_sort(list_distinct(list_transform(string_split(cell, '┋'), lambda part: trim(split_part(part, '〖', 1)))))
        else [cell]
    end as options,
    case when counts_in_measure is not null then measure end as measure
from (select distinct form, unnest(cells) as cell, generate_subscripts(cells, 1) as place from alike)
inner join item using (form, place)
left join (select form, place, label as cell, score as declared_score from declared) using (form, place, cell);

create table survey_answer as
select
    survey_id, response_no, item_no, unnest(options) as option, item_kind, answer_status, null::bigint as choice_rank, score,
    outside_base is null as is_in_base, outside_base, measure, counts_in_measure
from (select survey_id, form, response_no, unnest(cells) as cell, generate_subscripts(cells, 1) as place from sent)
inner join meaning using (form, place, cell)
order by survey_id, response_no, item_no, option;

create table survey_item as
with chosen as (
    select survey_id, form, place, options, sum(responses) as responses
    from (select survey_id, form, responses, unnest(cells) as cell, generate_subscripts(cells, 1) as place from alike where not is_duplicate)
    inner join meaning using (form, place, cell)
    where answer_status = 'answered'
    group by all
),
bases as (
    select survey_id, form, place, sum(responses)::bigint as base_n from chosen group by all
),
-- A declared option that nobody chose stands with 0, but for those of scales.
counted as (
    select survey_id, form, place, option, sum(responses)::bigint as responses
    from (
        select survey_id, form, place, unnest(options) as option, responses from chosen
        union all
        select survey_id, form, place, label, 0 from bases inner join declared using (form, place) inner join item using (form, place)
        where item_kind <> 'scale'
    )
    group by all
)
select
    survey_id, item_no, option, population, class_year, item, item_kind, position as option_position,
    coalesce(nullif(trim(split_part(option, '【', 1)), ''), option) as option_label, responses, base_n, responses / base_n as share,
    null::double as mean_rank
from counted
inner join bases using (survey_id, form, place)
inner join survey using (survey_id, form)
inner join item using (form, place)
left join declared on counted.form = declared.form and counted.place = declared.place and counted.option = declared.label
order by survey_id, item_no, option;

create temp table frame_sizes as
select survey_id, breakdown, breakdown_value, count(*) as frame_n
from (
    select
        survey_id, unnest(breakdowns) as breakdown,
        unnest(case survey_id
            when 'guidance-2020' then [campus, degree_level, gender, 'all']
            else [academy, campus, college, degree_level, gender, major, origin_province, 'all', null, training_mode, urban_rural]
        end) as breakdown_value
    from framed inner join survey using (survey_id)
)
where breakdown_value is not null
group by all;

-- Wilson's interval with the correction for finite populations, and Agresti and Coull's.
create temp macro wilson(p, n, z2, side) as
    (p + z2 / (2 * n) + side * sqrt(z2 * (p * (1 - p) / n + z2 / (4 * n * n)))) / (1 + z2 / n);
create temp macro agresti_coull(p, n, z, side) as p + side * z * sqrt(p * (1 - p) / n);
create temp macro share_of(p) as case when p < 0 then 0.0 when p > 1 then 1.0 else p end;
-- Whether k of n is 97.60 per cent once rounded, half up or half to even.
create temp macro rounds_to_reported(k, n) as 2 * (10000 * k - 9760 * n) between -n and n;

create table satisfaction as
with answers as (
    select form, survey_id, item_no, place, groups, is_complete, weight, responses, score, outside_base
    from (
        select * exclude (cells), unnest(cells) as cell, generate_subscripts(cells, 1) as place
        from alike where not is_duplicate
    )
    inner join meaning using (form, place, cell)
    where item_kind = 'scale'
),
scored as (
    select
        form, survey_id, item_no, place, breakdown, breakdown_value, score, outside_base, sum(responses) as responses,
        sum(responses) filter (is_complete) as complete, sum(responses) filter (weight is not null) as weighted,
        sum(responses * weight) as weight_sum, sum(responses * weight * weight) as square_sum
    from (
        select answers.* exclude (groups), unnest(breakdowns) as breakdown, unnest(groups) as breakdown_value
        from answers inner join survey using (survey_id)
    )
    group by all
),
rules as (
    select form, place, item, points, unnest(['top2', 'top3']) as box_rule, unnest(if(points = 5, [4, 3], [9, 8]))::double as min_score
    from item where item_kind = 'scale'
),
counts as (
    select
        survey_id, item_no, box_rule, breakdown, breakdown_value, item, points, min_score,
        coalesce(sum(responses) filter (outside_base is null and score >= min_score), 0)::bigint as satisfied_n,
        coalesce(sum(responses) filter (outside_base is null), 0)::bigint as base_n,
        coalesce(sum(responses) filter (outside_base = 'option'), 0)::bigint as excluded_option_n,
        coalesce(sum(responses) filter (outside_base = 'skipped'), 0)::bigint as excluded_skipped_n,
        coalesce(sum(responses) filter (outside_base = 'unscored'), 0)::bigint as excluded_unscored_n,
        sum(responses)::bigint as responses_n, coalesce(sum(complete), 0)::bigint as complete_n,
        sum(score * responses) filter (outside_base is null) / nullif(base_n, 0) as mean_score,
        coalesce(sum(weighted) filter (outside_base is null), 0)::bigint as weighted_base_n,
        sum(weight_sum) filter (outside_base is null) as weight_sum, sum(square_sum) filter (outside_base is null) as square_sum,
        coalesce(sum(weight_sum) filter (outside_base is null and score >= min_score), 0) as satisfied_weight
    from scored inner join rules using (form, place)
    group by all
),
figures as (
    select
        counts.*, survey.* exclude (survey_id), frame_n, satisfied_n / nullif(base_n, 0) as rate, nullif(base_n, 0)::double as n,
        1.959963984540054 * 1.959963984540054
        * case when frame_n is null then 1.0 when frame_n <= base_n then 0.0 else (frame_n - base_n) / (frame_n - 1) end as z2,
        n + 1.6448536269514722 * 1.6448536269514722 as ac_n,
        (rate * n + 1.6448536269514722 * 1.6448536269514722 / 2) / ac_n as ac_rate,
        satisfied_weight / nullif(weight_sum, 0) as weighted_rate,
        weighted_base_n * square_sum / nullif(weight_sum * weight_sum, 0) as deff,
        survey_id = 'guidance-2020' and item_no = '5' and box_rule = 'top3' and breakdown = 'overall' as is_reported,
        9760 * base_n // 10000 as count_below
    from counts
    inner join survey using (survey_id)
    left join frame_sizes using (survey_id, breakdown, breakdown_value)
)
select
    survey_id, item_no, box_rule, breakdown, breakdown_value, population, class_year, item, points || '-point' as scale, min_score, frame_kind,
    if(frame_kind = 'none', 'non_probability', 'frame') as design, satisfied_n, base_n, responses_n - base_n as excluded_n, excluded_option_n,
    excluded_skipped_n, 0::bigint as excluded_not_shown_n, excluded_unscored_n, responses_n, complete_n, frame_n,
    complete_n / frame_n as response_rate, rate, share_of(wilson(rate, n, z2, -1)) as wilson_low, share_of(wilson(rate, n, z2, 1)) as wilson_high,
    share_of(agresti_coull(ac_rate, ac_n, 1.6448536269514722, -1)) as ac90_low,
    share_of(agresti_coull(ac_rate, ac_n, 1.6448536269514722, 1)) as ac90_high,
    mean_score, weighted_rate, weighted_base_n, deff, weighted_base_n / nullif(deff, 0) as n_eff, weighted_rate - rate as weighted_difference,
    if(frame_kind = 'none', 'no_roster_frame', 'raked') as weight_status, if(is_reported, 0.976::double, null) as reported_rate,
    if(is_reported, rounds_to_reported(count_below, base_n) or rounds_to_reported(count_below + 1, base_n), null) as reported_is_reachable,
    if(is_reported, rounds_to_reported(satisfied_n, base_n), null) as reported_agrees,
    case
        when frame_kind = 'none' then 'non_probability' when base_n < 10 then 'unreliable' when base_n < 30 then 'low'
        when frame_n is null then 'no_frame' else 'ok'
    end as reliability,
    item_no = headline_item and box_rule = headline_box_rule and breakdown = 'overall' as is_headline
from figures
order by survey_id, item_no, box_rule, breakdown, breakdown_value;

create table survey_quality as
with counted as (
    select
        survey_id, count(*) as responses, count(*) filter (not is_counted) as excluded, count(*) filter (is_counted and is_complete) as complete,
        count(*) filter (not is_complete) as incomplete, count(*) filter (is_speeder) as speeders,
        count(*) filter (is_straight_liner) as straight_liners, count(*) filter (is_duplicate) as duplicates,
        count(*) filter (is_repeat) as repeats, count(weight) as weighted, max(weight <> raked_weight) as has_trimmed_weights,
        count(weight) * sum(weight * weight) / nullif(sum(weight) * sum(weight), 0) as deff
    from survey_response group by survey_id
)
select
    survey_id, title_zh, population, class_year, if(frame_kind = 'none', 'non_probability', 'frame') as design, frame_kind, responses, excluded,
    complete, incomplete, speeders, straight_liners, duplicates, repeats, frame_n, null::bigint as stated_frame_n,
    complete / frame_n as response_rate,
    'excluded: duplicates; complete: at least 50% of the shown scale items answered; speeder: '
    || coalesce('under ' || min_seconds || ' s', 'not checked') || '; straight-liner: 5 or more equal answers in a matrix or scale' as policy,
    '剔除：同一人的重复答卷；完成：至少作答 50% 的已显示量表题；过快：' || coalesce('用时少于 ' || min_seconds || ' 秒', '不检查')
    || '；同一选项到底：同一矩阵或量表 5 题及以上答案全同' as policy_zh,
    0.5::double as complete_share, min_seconds, if(frame_kind = 'none', 'no_roster_frame', 'raked') as weight_status, weight_margins,
    has_trimmed_weights, weighted, deff, weighted / nullif(deff, 0) as n_eff
from survey
inner join counted using (survey_id)
left join (from frame_sizes where breakdown = 'overall') using (survey_id)
order by survey_id;
