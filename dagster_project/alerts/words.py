"""What a message says, in Chinese and English: counts, masked names of files, days, and what to do.

No reason of a refusal and no message of an error goes into it: those quote headers and cells. Whoever is told
looks them up on the machine, with the command the message names.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from dagster_project.alerts.message import Message
from dagster_project.settings import Event, Language

_MOST_NAMES = 10
_LONGEST_NAME = 120
# In some groups <@all> or <at …> calls everybody.
_CALLS = re.compile(r"[<>@\x00-\x1f\x7f]")


@dataclass(frozen=True)
class Facts:
    """What is known when something is told.

    institution_zh, institution_en  the institution's names
    started     when the run began, YYYY-MM-DD HH:MM at the institution
    exit_code   exit status of the run
    release_id  the release that is current
    files       masked names of the deliveries this is about
    late        feed -> (day it was due, day of the newest delivery or None), ISO 8601
    counts      rows and deliveries of the run, as in the run log
    runs        outcome -> number of runs (heartbeat)
    days        the days these runs were counted over (heartbeat)
    next_run    when the next night run is due, likewise
    """

    institution_zh: str
    institution_en: str
    started: str = ""
    exit_code: int = 0
    release_id: str | None = None
    files: Sequence[str] = ()
    late: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    runs: dict[str, int] = field(default_factory=dict)
    days: int = 0
    next_run: str = ""


def write(event: Event | str, facts: Facts, language: Language) -> Message:
    """The message of an event (or `test`)."""
    title, lines = (_chinese if language == "zh" else _english)(event, facts)
    name = facts.institution_zh if language == "zh" else facts.institution_en
    told = asdict(facts) | {"files": [_plain(file) for file in facts.files]}
    return Message(event, f"[gradmart] {_plain(name)}: {title}", lines, told)


def _english(event: str, facts: Facts) -> tuple[str, list[str]]:
    stays = f"Release {facts.release_id} stays current." if facts.release_id else "There is no release yet."
    run = f"The run of {facts.started}"
    if event == "refused":
        return f"{len(facts.files)} file(s) refused", [
            f"The other files were taken in; release {facts.release_id} is current. Refused:",
            *_names(facts.files, "and {} more"),
            "What to do: run `gradmart quarantine` on the machine. It says of each file why, and what to do.",
        ]
    if event == "stopped":
        return "nothing was published", [
            f"{run} was stopped (exit status {facts.exit_code}). {stays}",
            "What to do: run `gradmart status` on the machine. It says why, and what to do.",
        ]
    if event == "fault":
        return "the program failed", [
            f"{run} ended in a fault of the program. {stays}",
            "What to do: run `gradmart run` on the machine. If it fails again, give the newest "
            "data/build/logs/fault-*.txt to whoever looks after the program; it may quote cells of a file.",
        ]
    if event == "late":
        return f"{len(facts.late)} feed(s) late", [
            *(
                f"- {feed}: was due on {due}; the newest delivery is {f'of {newest}' if newest else 'none'}"
                for feed, (due, newest) in facts.late.items()
            ),
            "What to do: ask the sender for what is due. If no more is to come, `gradmart status` shows the "
            "lines that say so in institution.yml.",
        ]
    if event == "recovered":
        return "runs go well again", [f"{run} went well. Release {facts.release_id} is current."]
    if event == "published":
        return f"release {facts.release_id} is published", [
            f"{run}: {_counted(facts.counts)}.",
        ]
    if event == "heartbeat":
        return "the monthly sign of life", [
            f"Runs of the last {facts.days} days: {_counted(facts.runs) or 'none'}. {stays}",
            f"Feeds that are late: {', '.join(facts.late) or 'none'}. The next run is due {facts.next_run}.",
            "If this message is missing next month, look whether runs still start: `gradmart status`.",
        ]
    return "a test", ["Alerts reach you. Nothing has happened, and nothing has to be done."]


_RUNS_ZH = {
    "published": "已发布",
    "landed": "已入库",
    "nothing new": "无新内容",
    "stopped by a gate": "被质量检查拦下",
    "user error": "因配置或数据有误而停止",
    "fault": "程序故障",
    "interrupted": "被中断",
    "killed": "意外终止",
}
_COUNTS_ZH = {
    "landed": "份文件入库",
    "refused": "份文件被拒收",
    "repeated": "份文件重复",
    "accepted": "行接收",
    "quarantined": "行隔离",
}


def _chinese(event: str, facts: Facts) -> tuple[str, list[str]]:
    stays = f"当前发布版本仍为 {facts.release_id}。" if facts.release_id else "目前尚无发布版本。"
    run = f"{facts.started} 开始的运行"
    if event == "refused":
        return f"{len(facts.files)} 个文件被拒收", [
            f"其余文件已正常处理,当前发布版本为 {facts.release_id}。被拒收的文件:",
            *_names(facts.files, "另有 {} 个"),
            "处理办法:在服务器上运行 gradmart quarantine,查看每个文件被拒收的原因和改正方法。",
        ]
    if event == "stopped":
        return "本次没有发布", [
            f"{run}已停止(退出状态 {facts.exit_code})。{stays}",
            "处理办法:在服务器上运行 gradmart status,查看原因和改正方法。",
        ]
    if event == "fault":
        return "程序出现故障", [
            f"{run}因程序故障而中止。{stays}",
            "处理办法:在服务器上运行 gradmart run。如仍失败,请将 data/build/logs/ 下最新的 fault-*.txt "
            "交给程序维护人员;该文件可能含有数据内容,请勿外传。",
        ]
    if event == "late":
        return f"{len(facts.late)} 类数据逾期未到", [
            *(
                f"- {feed}:应于 {due} 前送达," + (f"最近一份为 {newest}" if newest else "至今没有送达过")
                for feed, (due, newest) in facts.late.items()
            ),
            "处理办法:请向报送单位催要。如不再报送,gradmart status 会给出应写入 institution.yml 的内容。",
        ]
    if event == "recovered":
        return "运行恢复正常", [f"{run}正常结束,当前发布版本为 {facts.release_id}。"]
    if event == "published":
        return f"已发布 {facts.release_id}", [f"{run}:{_counted_zh(facts.counts)}。"]
    if event == "heartbeat":
        return "每月例行消息", [
            f"最近 {facts.days} 天的运行:{_times_zh(facts.runs) or '没有'}。{stays}",
            f"逾期未到的数据:{'、'.join(facts.late) or '没有'}。下次运行:{facts.next_run}。",
            "如果下个月没有收到本消息,请在服务器上运行 gradmart status,查看定时运行是否还在进行。",
        ]
    return "测试消息", ["提醒可以正常送达。没有发生任何情况,无需处理。"]


def _counted(counts: dict[str, int]) -> str:
    return ", ".join(f"{number} {name}" for name, number in counts.items())


def _counted_zh(counts: dict[str, int]) -> str:
    return ",".join(f"{number} {_COUNTS_ZH.get(name, name)}" for name, number in counts.items())


def _times_zh(runs: dict[str, int]) -> str:
    return ",".join(f"{_RUNS_ZH.get(name, name)} {number} 次" for name, number in runs.items())


def _names(files: Sequence[str], more: str) -> list[str]:
    lines = [f"- {_plain(file)}" for file in files[:_MOST_NAMES]]
    left = len(files) - len(lines)
    return [*lines, f"- {more.format(left)}"] if left else lines


def _plain(name: str) -> str:
    """A name without signs that call people or break lines, cut where it is very long."""
    name = _CALLS.sub("_", name)
    return name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}…"
