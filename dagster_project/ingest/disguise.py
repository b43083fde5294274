"""Files that are not what their extension says, told by their first bytes: a web page named .csv."""

from __future__ import annotations

import re

_SPREADSHEET = "Open it in a spreadsheet program, save it as .xlsx and replace it."
_EXTENSION = "Give it the extension of what it is, for example .xlsx."
# What the first bytes match, what the file is, what to do. White space and a byte order mark are taken off
# before, and the zeros of UTF-16.
_KINDS = (
    (
        re.compile(
            rb"<(\?xml|!doctype|!--|html|head|body|table|meta|style|script|div)\b|<!--", re.IGNORECASE
        ),
        "a web page or XML file",
        _SPREADSHEET,
    ),
    (re.compile(rb"PK\x03\x04|\xd0\xcf\x11\xe0"), "a workbook or an archive", _EXTENSION),
    (re.compile(rb"\x1f\x8b\x08|Rar!|7z\xbc\xaf"), "an archive", "Unpack it and deliver the file inside."),
    (re.compile(rb"PAR1"), "a Parquet file", "Give it the extension .parquet."),
    (re.compile(rb"%PDF-"), "a PDF document", "Export the table itself, as .xlsx or .csv."),
    (re.compile(rb"\{\\rtf"), "a text document", "Save its table as .xlsx or .csv."),
    (re.compile(rb'\{\s*"|\[\s*\{'), "JSON", "Write one object a line and name it .jsonl."),
)
_LOOKED_AT = 4096


def disguise(data: bytes) -> tuple[str, str] | None:
    """(what the file is, what to do about it) where its first bytes are not those of a table; else None."""
    start = data[:_LOOKED_AT].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")[:64].replace(b"\x00", b"")
    return next(((what, do) for kind, what, do in _KINDS if kind.match(start)), None)
