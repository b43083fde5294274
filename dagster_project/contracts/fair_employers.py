"""参会单位: which employer came to which fair, with how many positions, headcount and recruiters."""

from dagster_project.contracts.base import EMPLOYER, Column, Contract

CONTRACT = Contract(
    feed="fair_employers",
    title_en="Employers at fairs",
    title_zh="参会单位",
    key=("fair_id", "employer_name"),
    columns=(
        Column(
            "fair_id",
            "id",
            ("场次编号", "招聘会编号", "双选会编号", "fair_id"),
            need="required",
            zh="场次编号",
        ),
        Column(
            "employer_name",
            "text",
            ("单位名称", "企业名称", "公司名称", "用人单位", "employer_name"),
            need="required",
            zh="单位名称",
        ),
        Column(
            "employer_uscc",
            "id",
            ("统一社会信用代码", "单位统一社会信用代码", "employer_uscc"),
            zh="统一社会信用代码",
        ),
        Column(
            "employer_nature",
            "code",
            ("单位性质代码",),
            ("单位性质", "企业性质"),
            table="employer_nature",
            zh="单位性质",
        ),
        Column(
            "industry",
            "code",
            ("单位行业代码",),
            ("单位行业", "所属行业", "行业"),
            table="industry",
            zh="单位行业",
        ),
        Column(
            "region",
            "code",
            ("单位所在地代码",),
            ("单位所在地", "所在地", "地区"),
            table="region",
            zh="单位所在地",
        ),
        Column("positions", "int", ("岗位数", "招聘岗位数", "positions"), zh="岗位数"),
        Column("headcount", "int", ("需求人数", "招聘人数", "headcount"), zh="需求人数"),
        Column("recruiters", "int", ("参会人数", "参会招聘人员数", "recruiters"), zh="参会人数"),
        Column("booth_no", "id", ("展位号", "展位", "booth_no"), zh="展位号"),
        Column("registered_at", "datetime", ("报名时间", "登记时间", "registered_at"), zh="报名时间"),
        Column("status", "text", ("状态", "审核状态", "参会状态"), zh="状态"),
    ),
    derived=EMPLOYER,
    unwanted=("联系人", "联系电话", "手机号", "邮箱", "电子邮箱", "备注", "序号"),
)
