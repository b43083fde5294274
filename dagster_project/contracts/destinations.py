"""毕业去向登记 / 就业方案: where each graduate went. Both layouts of 就业方案 and the export of 2021 on."""

from dagster_project.contracts.base import EMPLOYER, Column, Contract
from dagster_project.contracts.layouts import UNWANTED

CONTRACT = Contract(
    feed="destinations",
    title_en="Graduate destinations",
    title_zh="毕业去向登记",
    key=("class_year", "graduate_key", "exam_key"),
    columns=(
        Column(
            "class_year",
            "class_year",
            ("毕业年份", "毕业届别", "届别", "毕业年度", "class_year"),
            zh="毕业年份",
        ),
        Column("student_no", "pii", ("学号", "xh", "student_no"), pseudonym="student", zh="学号"),
        Column("exam_no", "pii", ("考生号", "ksh", "exam_no"), pseudonym="exam", zh="考生号"),
        Column("name", "pii", ("姓名", "xm", "name"), zh="姓名"),
        Column(
            "id_number",
            "pii",
            ("身份证号", "身份证号码", "身份证件号", "身份证件号码", "sfzh"),
            zh="身份证号",
        ),
        Column(
            "destination",
            "code",
            ("毕业去向类别代码", "毕业去向代码", "byqxdm", "destination"),
            ("毕业去向", "毕业去向状态", "毕业去向类型", "毕业去向类别", "毕业去向名称"),
            need="required",
            blank_ok=True,
            table="destination",
            zh="毕业去向",
        ),
        Column("signed_on", "date", ("签约日期", "签约时间", "录用时间"), zh="签约日期"),
        Column("employer_name", "text", ("单位名称", "dwmc", "用人单位名称"), zh="单位名称"),
        Column(
            "employer_uscc",
            "id",
            ("统一社会信用代码", "单位组织机构代码", "单位统一社会信用代码", "组织机构代码"),
            zh="统一社会信用代码",
        ),
        Column(
            "employer_nature",
            "code",
            ("单位性质代码", "dwxzdm"),
            ("单位性质", "单位性质名称"),
            table="employer_nature",
            zh="单位性质",
        ),
        Column(
            "industry",
            "code",
            ("单位行业代码", "dwhydm"),
            ("单位行业", "单位行业名称", "所属行业"),
            table="industry",
            zh="单位行业",
        ),
        Column(
            "position",
            "code",
            ("工作职位类别代码", "gzzwlbdm"),
            ("工作职位类别", "工作职位", "职位类别"),
            table="position",
            zh="工作职位类别",
        ),
        Column(
            "work_region",
            "code",
            ("单位所在地代码", "dwszddm"),
            ("单位所在地", "单位所在地名称"),
            table="region",
            zh="单位所在地",
        ),
        Column("study_institution", "text", ("升学院校", "留学院校中文名称", "升学院校名称"), zh="升学院校"),
        Column("study_country", "text", ("留学国家地区", "留学国家"), zh="留学国家地区"),
        Column("monthly_salary", "money", ("月薪", "薪酬", "税前月薪", "monthly_salary"), zh="月薪"),
        Column("major_match", "code", (), ("专业对口", "专业相关度"), table="major_match", zh="专业相关度"),
        Column("evidence", "code", (), ("佐证材料", "审核状态"), table="evidence", zh="佐证材料"),
        Column(
            "graduated_on", "date", ("毕业时间", "毕业日期", "毕业年月", "bysj"), month_ok=True, zh="毕业时间"
        ),
    ),
    one_of=(("student_no", "exam_no"), ("class_year", "graduated_on")),
    # Schools are compared as employers are: the same name is written in the same many ways.
    derived=EMPLOYER | {"study_institution_key": "text"},
    unwanted=UNWANTED,
)
