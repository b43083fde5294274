"""`.zip` and `.gz` deliveries: exactly one file inside, unpacked in memory under a limit.

Nothing is ever written to disk under a name an archive gives.
"""

from __future__ import annotations

import gzip
import io
import lzma
import zipfile
import zlib
from typing import IO

from dagster_project.errors import DeliveryRefused
from dagster_project.ingest.bounds import unpacks_to_too_much
from dagster_project.ingest.names import PACKED, PLAIN
from dagster_project.settings.intake import Limits

# A ratio is judged only beyond this size: a small file of blanks packs very well and does no harm.
RATIO_FROM = 64 * 1024**2
_CHUNK = 1024**2
# What unpacking raises on bytes that are no sound archive. They are read from memory, so that an OSError is a
# decompressor's (bzip2, a wrong gzip header or sum) and no disk's; a RuntimeError is an unknown method of
# compression or a lock, a ValueError a directory that points before the beginning, or names in no encoding.
UNPACKING_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
)


def unpack(data: bytes, kind: str, inner: str | None, file: str, limits: Limits) -> tuple[bytes, str]:
    """Bytes and kind (csv, xlsx ...) of the one file inside. Raises DeliveryRefused (rule `archive`)."""
    try:
        return _unzip(data, file, limits) if kind == "zip" else _gunzip(data, inner, file, limits)
    except UNPACKING_ERRORS as error:
        raise DeliveryRefused(
            "archive",
            f"{file} is damaged, cut short or locked with a password, and cannot be unpacked.",
            "Deliver it again, unpacked if need be.",
        ) from error


def read_limited(stream: IO[bytes], packed_size: int, file: str, limits: Limits) -> bytes:
    """All bytes of a decompressing stream, counted as they come: sizes an archive states are not believed."""
    out = bytearray()
    while chunk := stream.read(_CHUNK):
        out += chunk
        check_unpacked(len(out), packed_size, file, limits)
    return bytes(out)


def check_unpacked(size: int, packed_size: int, file: str, limits: Limits) -> None:
    """Raises DeliveryRefused (rule `archive`) once `size` bytes are more than `packed_size` may become."""
    if size > limits.unpacked_mib * 1024**2:
        raise unpacks_to_too_much(file, limits)
    if size > RATIO_FROM and size > limits.pack_ratio * max(packed_size, 1):
        raise unpacks_to_too_much(file, limits, packed_size)


def _unzip(data: bytes, file: str, limits: Limits) -> tuple[bytes, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = [item for item in archive.infolist() if not item.filename.startswith("__MACOSX/")]
        if any("/" in item.filename or "\\" in item.filename for item in members):
            raise DeliveryRefused(
                "archive", f"{file} holds folders or paths.", "Pack the one file without a folder."
            )
        if len(members) != 1:
            raise DeliveryRefused(
                "archive", f"{file} holds {len(members)} files.", "Deliver one file per archive."
            )
        member = members[0]
        kind = _kind_of(member.filename, file)
        with archive.open(member) as stream:
            return read_limited(stream, member.compress_size, file, limits), kind


def _gunzip(data: bytes, inner: str | None, file: str, limits: Limits) -> tuple[bytes, str]:
    if inner is None:
        raise DeliveryRefused(
            "archive",
            f"{file} does not say what it holds.",
            f"Name it with the kind before .gz, one of {', '.join(PLAIN)}.",
        )
    with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
        return read_limited(stream, len(data), file, limits), inner


def _kind_of(name: str, file: str) -> str:
    kind = name.rpartition(".")[2].lower()
    if kind in PACKED:
        raise DeliveryRefused("archive", f"{file} holds another archive.", "Pack the file once.")
    if kind not in PLAIN:
        raise DeliveryRefused(
            "archive",
            f"{file} holds a file of a kind that is not read.",
            f"Deliver one of {', '.join(PLAIN)}.",
        )
    return kind
