"""In which layout and kind of file each month's destinations arrive, and in which words. Pure data."""

from __future__ import annotations

from dagster_project.demo.delivery import GB18030, UTF8_BOM, UTF16_TSV, Packing
from dagster_project.demo.files import Workbook

# Labels that mean a code, beside its own label: typos and older wordings of real files.
VARIANTS = {
    "10": ("签就业协议形式就业",),
    "11": ("签劳动合同形式就业", "签劳动合同形势就业"),
    "12": ("其他录用形式就业", "其他录用方式就业"),
    "27": ("科研助理、管理助理", "科研助理/管理助理"),
    "271": ("科研助理",),
    "46": ("应征义务兵",),
    "502": ("国家基层项目—三支一扶",),
    "503": ("国家基层项目—西部计划",),
    "512": ("选调生", "地方选调生"),
    "519": ("其它（地方基层项目）",),
    "75": ("自主创业",),
    "76": ("自由职业",),
    "801": ("境内升学—研究生", "升学 / 研究生"),
    "802": ("境内升学—第二学士学位",),
    "85": ("境外留学", "出国、出境", "出国/出境", "出国（境）"),
    "70": ("待就业、求职中", "待就业—求职中", "待就业"),
    "71": ("不就业拟升学", "不毕业拟升学"),
    "72": ("其他暂不就业", "暂不就业"),
}
# Wordings of the state of the evidence and of the match, beside the table's own labels.
EVIDENCE_WORDS = {
    "none": "无材料", "declared": "学生填报", "college_checked": "院系审核", "school_checked": "学校已审核",
    "registered": "已登记",
}  # fmt: skip
MATCH_WORDS = {"5": "很相关", "4": "比较相关", "3": "一般", "2": "不对口", "1": "完全不相关"}
ONLY_COUNTRY = 0.2  # of those abroad: the file names the country and no school
# Codes up to 2020 had no third digit.
OLD_CODES = {"271": "27", "502": "50", "503": "50", "512": "51", "519": "51", "801": "80", "802": "80"}

_CODE_NUMBERS = ("毕业去向代码", "毕业去向类别代码", "单位性质代码", "单位行业代码")
_TITLED = Packing("xlsx", look=Workbook(
    above=("毕业生毕业去向登记表", "说明：本表由各学院汇总上报，去向以核验材料为准。"), numbers=_CODE_NUMBERS
), totals="姓名")  # fmt: skip
_TITLED_1904 = Packing("xlsx", look=Workbook(
    above=("毕业生就业方案", "说明：签约时间以协议书为准。"), epoch_1904=True, dates=("签约时间",)
), totals="姓名")  # fmt: skip
_PROVINCIAL = Packing("xlsx", look=Workbook(
    above=("注：灰色列由系统生成，请勿修改。",), empty_first_column=True,
    other_sheet="请按模板填写，代码见附表。", numbers=_CODE_NUMBERS,
), totals="姓名")  # fmt: skip

# Layout and packing of each delivery in turn.
PLAN = {
    2019: (
        ("plan", GB18030), ("plan", GB18030), ("exam", GB18030), ("plan", UTF16_TSV), ("plan", _TITLED_1904),
        ("plan", GB18030), ("exam", GB18030), ("labels", UTF8_BOM), ("plan", GB18030), ("plan", GB18030),
    ),
    2020: (
        ("plan", GB18030), ("plan", _TITLED), ("exam", GB18030), ("labels", UTF8_BOM), ("plan", _PROVINCIAL),
        ("plan", GB18030), ("labels", _TITLED), ("exam", GB18030), ("labels", UTF8_BOM), ("labels", UTF8_BOM),
    ),
    2021: (
        ("labels", UTF8_BOM), ("export", _TITLED), ("export", GB18030), ("exam", GB18030),
        ("export", _PROVINCIAL), ("labels", UTF8_BOM), ("export", GB18030), ("labels", _TITLED),
        ("export", UTF8_BOM),
    ),
}  # fmt: skip
