"""What the office adds to the annual report in `data/raw/report/<class year>/`: words, and who has signed.

<chapter>.md, <chapter>.en.md   words for a chapter of the report in Chinese, in English
signed.yml                      who signed which figures, written by `gradmart report --sign`

Words are decoded like every delivery and personal numbers in them masked. What cannot be used is told as a
notice and stops nothing.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import ValidationError

from dagster_project.errors import DeliveryRefused
from dagster_project.ingest.encodings import decode
from dagster_project.ingest.masking import mask, mask_name
from dagster_project.settings import Paths, Signature

CHAPTERS = (
    "cohort", "rates", "further", "places", "priorities", "quality", "employers", "service", "trend",
    "feedback", "appendix",
)  # fmt: skip
SIGNED = "signed.yml"
_TEXT = re.compile(r"(?P<chapter>[a-z]+)(?P<english>\.en)?\.md")
_YEAR = re.compile(r"(?:19|20)\d\d")
_LARGEST = 200_000


@dataclass(frozen=True)
class OfficeText:
    """The office's words for one chapter of one class year's report; `markdown` is masked."""

    class_year: int
    chapter: str
    lang: str
    markdown: str


@dataclass(frozen=True)
class ReportInputs:
    """Everything that was found; `notices` say which file is not used and what to do."""

    texts: tuple[OfficeText, ...] = ()
    signatures: tuple[Signature, ...] = ()
    notices: tuple[str, ...] = ()


def read_report_inputs(paths: Paths) -> ReportInputs:
    """What the office has put into `data/raw/report`; nothing when there is no such folder."""
    texts, signatures, notices = [], [], []
    for path in report_files(paths):
        file = path.relative_to(paths.raw).as_posix()
        try:
            found = _read(path, file)
        except DeliveryRefused as error:
            notices.append(str(error))
            continue
        (signatures if isinstance(found, Signature) else texts).append(found)
    return ReportInputs(tuple(texts), tuple(signatures), tuple(notices))


def report_files(paths: Paths) -> list[Path]:
    """Every file below `data/raw/report`, in order, but hidden ones and READMEs."""
    found = (path for path in paths.report_inputs.rglob("*") if path.is_file())
    return sorted(path for path in found if not path.name.lower().startswith((".", "~$", "readme")))


def report_digest(paths: Paths) -> str | None:
    """One hash of names and bytes of those files; None when there are none."""
    files = report_files(paths)
    if not files:
        return None
    digest = hashlib.sha256()
    for path in files:
        digest.update(f"{path.relative_to(paths.report_inputs).as_posix()}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _read(path: Path, file: str) -> OfficeText | Signature:
    shown, year = mask_name(file), path.parent.name
    named = _TEXT.fullmatch(path.name)
    if not _YEAR.fullmatch(year) or file.count("/") != 2:
        raise _unused(shown, "lies in no class year's folder", "Move it to report/<class year>/.")
    if path.name == SIGNED:
        return _signature(path, shown, int(year))
    if named is None or named["chapter"] not in CHAPTERS:
        raise _unused(
            shown,
            "is of no chapter",
            f"Name it as its chapter, with .md (Chinese) or .en.md (English): {', '.join(CHAPTERS)}.",
        )
    content = path.read_bytes()
    if len(content) > _LARGEST:
        raise _unused(shown, f"is larger than {_LARGEST:,} bytes", "Keep to the words of the chapter.")
    text = decode(content, shown, None).text if content else ""
    return OfficeText(int(year), named["chapter"], "en" if named["english"] else "zh", mask(text))


def _signature(path: Path, file: str, class_year: int) -> Signature:
    try:
        return Signature.model_validate(
            yaml.safe_load(path.read_text(encoding="utf-8")) | {"class_year": class_year}
        )
    except (ValidationError, yaml.YAMLError, TypeError, UnicodeDecodeError) as error:
        raise _unused(
            file, "is no record of a signature", "Take it away and sign again with `gradmart report --sign`."
        ) from error


def _unused(file: str, what: str, what_to_do: str) -> DeliveryRefused:
    return DeliveryRefused("report_input", f"{file} {what} and is not used.", what_to_do)
