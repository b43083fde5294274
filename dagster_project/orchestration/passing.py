"""Which errors may be gone in a moment, and how long a run that nobody watches waits before it tries again.

A full disk is emptied, a share of the network comes back, another program lets go of a file. A wrong file or
setting stays wrong until a person has mended it: that is never tried again. Imports no Dagster.
"""

from __future__ import annotations

import errno

# The tag of runs that the schedule or the sensor started. At a terminal somebody sees the error, and decides.
UNATTENDED = "gradmart/unattended"
# Seconds before the second, third and fourth attempt: 13 minutes in all, so that the night is not over.
WAITS = (30.0, 150.0, 600.0)
_ERRNOS = frozenset(
    getattr(errno, name)
    for name in (
        "EAGAIN", "EBUSY", "ECONNABORTED", "ECONNRESET", "EDQUOT", "EHOSTDOWN", "EHOSTUNREACH", "EIO",
        "EMFILE", "ENETDOWN", "ENETRESET", "ENETUNREACH", "ENFILE", "ENOLCK", "ENOMEM", "ENOSPC", "ENOTCONN",
        "EREMOTEIO", "ESTALE", "ETIMEDOUT",
    )
    if hasattr(errno, name)  # not every system has all of them
)  # fmt: skip
# Libraries, and dbt on behalf of them, put the same into words of their own.
_WORDS = ("No space left on device", "database is locked", "Could not set lock on file")


def can_pass(error: BaseException) -> bool:
    """Whether the error, or one that it was raised from, may be gone in a moment."""
    here: BaseException | None = error
    while here is not None:
        if isinstance(here, OSError) and here.errno in _ERRNOS:
            return True
        if any(words in str(here) for words in _WORDS):
            return True
        here = here.__cause__
    return False
