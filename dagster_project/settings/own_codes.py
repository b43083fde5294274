"""Codes an institution adds to the seeds: kinds of activities, lists of employers and universities.

Labels of its own for codes that exist are `codes` in institution.yml; these are codes that no seed has.
"""

from __future__ import annotations

from typing import Literal

from dagster_project.settings.strict import Strict


class OwnCode(Strict):
    """A code of the institution's own, with the labels files may hold for it.

    zh      name in Chinese
    en      name in English
    labels  further labels that files hold for it
    """

    zh: str
    en: str = ""
    labels: tuple[str, ...] = ()


class OwnList(OwnCode):
    """A list of the institution's own: of employers, or of universities that take graduates in.

    zh      name in Chinese
    en      name in English
    labels  further labels that files hold for it
    of      whom it lists
    """

    of: Literal["employers", "universities"] = "employers"


# Code table -> section of institution.yml in which an institution adds codes of its own.
OWN_CODES = {"activity_kind": "activity_kinds", "employer_list": "employer_lists"}
