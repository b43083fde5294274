"""名单: employers and universities on a published or own list of a year (世界500强, 重点单位, 双一流 …)."""

from dagster_project.contracts.base import EMPLOYER, Column, Contract

CONTRACT = Contract(
    feed="employer_lists",
    title_en="Versioned lists of employers and universities",
    title_zh="单位名单",
    key=("list_name", "list_year", "employer_name"),
    columns=(
        Column(
            "list_name",
            "code",
            (),
            ("名单", "名单名称", "榜单", "list_name"),
            need="required",
            table="employer_list",
            zh="名单",
        ),
        Column(
            "list_year",
            "class_year",
            ("年度", "年份", "名单年度", "榜单年度", "list_year"),
            need="required",
            zh="名单年度",
        ),
        Column(
            "employer_name",
            "text",
            ("单位名称", "企业名称", "公司名称", "学校名称", "院校名称", "employer_name"),
            need="required",
            zh="单位名称",
        ),
        Column(
            "employer_uscc",
            "id",
            ("统一社会信用代码", "单位统一社会信用代码", "employer_uscc"),
            zh="统一社会信用代码",
        ),
        Column("parent_name", "text", ("母公司", "上级单位", "所属集团", "parent_name"), zh="上级单位"),
        Column("rank", "int", ("排名", "名次", "rank"), zh="排名"),
        Column("source", "text", ("来源", "数据来源", "source"), zh="来源"),
    ),
    derived=EMPLOYER | {"parent_name_key": "text"},
    unwanted=("序号", "备注", "国家", "营业收入", "利润"),
)
