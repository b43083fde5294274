"""生源信息, the roster: one row per graduate. Headers of 就业方案 (to 2020) and of the export of 2021 on."""

from dagster_project.contracts.base import Column, Contract
from dagster_project.contracts.layouts import UNWANTED

CONTRACT = Contract(
    feed="graduates",
    title_en="Roster of graduates",
    title_zh="生源信息",
    key=("class_year", "graduate_key"),
    columns=(
        Column(
            "class_year",
            "class_year",
            ("毕业年份", "毕业届别", "届别", "毕业年度", "class_year"),
            zh="毕业年份",
        ),
        Column(
            "student_no", "pii", ("学号", "xh", "student_no"), need="required", pseudonym="student", zh="学号"
        ),
        Column("exam_no", "pii", ("考生号", "ksh", "exam_no"), pseudonym="exam", zh="考生号"),
        Column(
            "mobile",
            "pii",
            ("手机号", "手机号码", "联系电话", "手机", "mobile"),
            pseudonym="mobile",
            zh="手机号",
        ),
        Column("name", "pii", ("姓名", "xm", "name"), zh="姓名"),
        Column(
            "id_number",
            "pii",
            ("身份证号", "身份证号码", "身份证件号", "身份证件号码", "sfzh"),
            zh="身份证号",
        ),
        Column("email", "pii", ("邮箱", "电子邮箱", "email"), zh="邮箱"),
        Column("gender", "code", ("性别代码", "xbdm"), ("性别", "gender"), table="gender", zh="性别"),
        Column(
            "birth_date", "birth_year", ("出生日期", "出生年月", "csrq"), landed="birth_year", zh="出生日期"
        ),
        Column(
            "ethnicity",
            "code",
            ("民族代码", "mzdm"),
            ("民族", "民族名称"),
            table="ethnicity",
            sensitive=True,
            zh="民族",
        ),
        Column(
            "political_status",
            "code",
            ("政治面貌代码", "zzmmdm"),
            ("政治面貌", "政治面貌名称"),
            table="political_status",
            sensitive=True,
            zh="政治面貌",
        ),
        Column(
            "degree_level",
            "code",
            ("学历代码", "xldm", "学历层次代码"),
            ("学历", "学历层次", "培养层次", "学历名称", "degree_level"),
            need="required",
            table="degree",
            landed="degree_code",
            zh="学历",
        ),
        Column(
            "college",
            "text",
            ("学院", "院系", "所在院系", "院系名称", "所在学院", "学院名称", "szyx", "college"),
            need="required",
            zh="学院",
        ),
        Column("major_code", "id", ("专业代码", "zydm"), zh="专业代码"),
        Column("major_name", "text", ("专业", "专业名称", "zy", "zymc"), zh="专业"),
        Column("campus", "text", ("校区", "所在校区"), zh="校区"),
        Column("academy", "text", ("书院", "所在书院"), zh="书院"),
        Column("class_name", "text", ("班级", "所在班级", "班级名称"), zh="班级"),
        Column(
            "enrolled_on", "date", ("入学时间", "入学年月", "入学日期", "rxsj"), month_ok=True, zh="入学时间"
        ),
        Column(
            "graduated_on", "date", ("毕业时间", "毕业日期", "毕业年月", "bysj"), month_ok=True, zh="毕业时间"
        ),
        Column("study_form", "code", ("学习形式代码",), ("学习形式",), table="study_form", zh="学习形式"),
        Column(
            "training_mode",
            "code",
            ("培养方式代码", "pyfsdm"),
            ("培养方式",),
            table="training_mode",
            zh="培养方式",
        ),
        Column(
            "origin_region",
            "code",
            ("生源地代码", "生源所在地代码", "sydm"),
            ("生源地", "生源地名称", "生源所在地"),
            table="region",
            zh="生源地",
        ),
        Column("urban_rural", "code", ("城乡生源代码",), ("城乡生源",), table="urban_rural", zh="城乡生源"),
        Column(
            "hardship",
            "code",
            ("困难生类别代码", "knslbdm"),
            ("困难生类别",),
            table="hardship",
            sensitive=True,
            zh="困难生类别",
        ),
        Column(
            "teacher_training",
            "code",
            ("师范生类别代码", "sfslbdm"),
            ("师范生类别",),
            table="teacher_training",
            zh="师范生类别",
        ),
        Column("roster_status", "code", (), ("学籍状态", "毕业状态"), table="roster_status", zh="学籍状态"),
    ),
    one_of=(("class_year", "graduated_on"), ("major_code", "major_name")),
    unwanted=UNWANTED,
)
