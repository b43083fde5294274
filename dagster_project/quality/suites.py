"""Gate 1, second level: the suite of each feed's landing table, made from its contract.

Ingest has already judged every row; these rules assert over all admitted deliveries that what it
promised is what dbt will read. So a failure means a fault of the landing or of the program, except
`dates`, which is mild: a mistyped year is a fact of a write-once delivery and must not stop a career
centre for good. No fact of a column is written here: it is read from the contract.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from dagster_project.contracts import META, PSEUDONYMS, Contract
from dagster_project.quality.engine import Rule
from dagster_project.release import ident, literal

REBUILD = "Delete the table's folder in the landing and run again; if it stays, the landing code is at fault."

# check -> what to do when it fails. The order is the order of the report.
LANDING_CHECKS: dict[str, str] = {
    "schema": REBUILD,
    "complete": REBUILD,
    "required": REBUILD,
    "keys": REBUILD,
    "unique": REBUILD,
    "codes": "Add the code to its seed, or its label to 'codes' in institution.yml, and run again.",
    "counts": REBUILD,
    "recorded_on": "Correct the date in the file name or the sidecar's recorded_on and run again.",
    "dates": "Look up the rows with `gradmart sql` and ask the sender for a corrected delivery.",
}
MILD = frozenset({"dates"})
# Checks of a table as a whole: all that can be asked of a table without rows.
OF_TABLE = frozenset({"schema", "complete"})

# DuckDB types in which a landed type may be stored; writers differ in the width of an integer.
STORED_AS: dict[str, tuple[str, ...]] = {
    "text": ("VARCHAR",),
    "int": ("BIGINT", "INTEGER", "SMALLINT"),
    "double": ("DOUBLE", "FLOAT"),
    "date": ("DATE",),
    "datetime": ("TIMESTAMP", "TIMESTAMP_MS", "TIMESTAMP_NS", "TIMESTAMP_S"),
}

OLDEST = date(1950, 1, 1)
AHEAD = timedelta(days=3 * 366)  # a planned fair or an expected graduation lies ahead, within reason


def landed_schema(contract: Contract) -> dict[str, str]:
    """Every column of the feed's landing table with its landed type, meta columns included."""
    return contract.landed | META


def landing_rules(
    contract: Contract, present: dict[str, str], register: str, codes: str, today: date
) -> list[Rule]:
    """The suite of one feed's landing table.

    present   column -> DuckDB type as found; the other rules leave out a column that the schema
              rule objects to, since they could not be computed on it
    register  table of the bench with delivery_id, feed and accepted of every admitted delivery
    codes     table of the bench with name and code of every code table
    """
    schema = landed_schema(contract)
    sound = {name for name, kind in schema.items() if present.get(name) in STORED_AS[kind]}
    return [
        *_schema_rules(schema, present),
        *_complete_rules(contract, sound, register),
        *_required_rules(contract, sound),
        *_key_rules(schema, sound),
        *_unique_rules(contract, sound),
        *_code_rules(contract, sound, codes),
        *_count_rules(contract, sound),
        *_date_rules(schema, sound, today),
    ]


def _schema_rules(schema: dict[str, str], present: dict[str, str]) -> list[Rule]:
    """Exactly the landed columns: so no raw ident can slip in beside its pseudonym."""
    missing = [name for name in schema if name not in present]
    unknown = [name for name in present if name not in schema]
    wrong = [name for name in schema if name in present and present[name] not in STORED_AS[schema[name]]]
    said = [f"it lacks {_listed(missing)}"] if missing else []
    said += [f"it has {_listed(unknown)}, which the contract does not land"] if unknown else []
    columns = {"column_set": list(schema), "exact_match": True}
    rules = [Rule("schema", "expect_table_columns_to_match_set", columns, " and ".join(said))]
    for name in wrong:
        types = ", ".join(literal(stored) for stored in STORED_AS[schema[name]])
        query = f"select 1 from (select typeof({ident(name)}) as found from {{batch}} limit 1)"
        says = f"its {name} is stored as {present[name]} instead of {schema[name]}"
        rules.append(Rule.no_rows("schema", f"{query} where found not in ({types})", says))
    return rules


def _complete_rules(contract: Contract, sound: set[str], register: str) -> list[Rule]:
    # A response lands as one row an item, so responses are counted, as the register counts them.
    counted = "distinct response_no" if contract.feed == "survey_responses" else "*"
    if not {"delivery_id", "response_no" if counted != "*" else "delivery_id"} <= sound:
        return []
    query = (
        f"select 1 from (select delivery_id, count({counted}) as found from {{batch}} group by delivery_id)"
        f" full join (select delivery_id, accepted from {register} where feed = {literal(contract.feed)})"
        " using (delivery_id) where coalesce(found, 0) <> coalesce(accepted, 0)"
    )
    return [Rule.no_rows("complete", query, "{n} deliveries do not hold the rows that the register counted")]


def _required_rules(contract: Contract, sound: set[str]) -> list[Rule]:
    either = [_landed_group(contract, group) for group in contract.one_of]
    # The year of a cohort may come from the sidecar or a date, so a file can do without; a row cannot.
    either = [group for group in either if "class_year" not in group]
    alternatives = {name for group in either for name in group}
    demanded = [
        column.landed_name for column in contract.columns if column.need == "required" and not column.blank_ok
    ]
    may_be_blank = {column.landed_name for column in contract.columns if column.blank_ok}
    keyed = [name for name in contract.key if name not in alternatives | may_be_blank]
    meta = ["delivery_id", "recorded_on", "source_file", "source_line"]
    needed = [name for name in dict.fromkeys([*demanded, *keyed, *meta]) if name in sound]
    rules = []
    if needed:
        # One rule for all: an expectation costs far more than the query it makes.
        blank = " or ".join(f"{ident(name)} is null" for name in needed)
        says = f"{{n}} row(s) leave one of {_listed(needed)} empty"
        rules.append(Rule.no_rows("required", f"select 1 from {{batch}} where {blank}", says))
    for group in either:
        if set(group) <= sound:
            nothing = " and ".join(f"{ident(name)} is null" for name in group)
            says = f"{{n}} row(s) have neither {' nor '.join(group)}"
            rules.append(Rule.no_rows("required", f"select 1 from {{batch}} where {nothing}", says))
    return rules


def _key_rules(schema: dict[str, str], sound: set[str]) -> list[Rule]:
    # Great Expectations has no regular expressions on DuckDB; braces are doubled for its template.
    return [
        Rule.no_rows(
            "keys",
            f"select 1 from {{batch}} where not regexp_full_match({ident(name)}, '[0-9a-f]{{{{64}}}}')",
            f"{{n}} row(s) hold something else than a 64-hex pseudonym in {name}",
        )
        for name in schema
        if name in PSEUDONYMS.values() and name in sound
    ]


def _unique_rules(contract: Contract, sound: set[str]) -> list[Rule]:
    key = [*contract.key, "delivery_id"]
    if not set(key) <= sound:
        return []
    columns = ", ".join(ident(name) for name in key)
    # Grouping treats two empty keys as equal, which the library's own uniqueness does not.
    query = f"select 1 from {{batch}} group by {columns} having count(*) > 1"
    return [
        Rule.no_rows("unique", query, f"{{n}} key(s) ({', '.join(contract.key)}) come twice in one delivery")
    ]


def _code_rules(contract: Contract, sound: set[str], codes: str) -> list[Rule]:
    # Not the library's own set expectation: it copies its set at every step, seconds for the regions.
    return [
        Rule.no_rows(
            "codes",
            f"select 1 from {{batch}} where {ident(column.landed_name)} not in"
            f" (select code from {codes} where name = {literal(column.table)})",
            f"{{n}} row(s) hold a code in {column.landed_name} that table code_{column.table} does not know",
        )
        for column in contract.columns
        if column.table and column.landed_name in sound
    ]


def _count_rules(contract: Contract, sound: set[str]) -> list[Rule]:
    amounts = [
        name
        for column in contract.columns
        if column.kind in ("int", "count", "money")
        for name in column.landed_columns
    ]
    return [
        Rule(
            "counts",
            "expect_column_values_to_be_between",
            {"column": name, "min_value": 0},
            f"{{n}} row(s) have a negative {name}",
        )
        for name in amounts
        if name in sound
    ]


def _date_rules(schema: dict[str, str], sound: set[str], today: date) -> list[Rule]:
    rules = []
    if "recorded_on" in sound:
        late = f"select 1 from {{batch}} where recorded_on > date {literal(str(today))}"
        rules.append(Rule.no_rows("recorded_on", late, f"{{n}} row(s) show a day after today, {today}"))
    for name, kind in schema.items():
        if kind in ("date", "datetime") and name in sound:
            odd = (
                f"select 1 from {{batch}} where cast({ident(name)} as date)"
                f" not between date {literal(str(OLDEST))} and date {literal(str(today + AHEAD))}"
            )
            says = f"{{n}} row(s) have a {name} before {OLDEST} or after {today + AHEAD}"
            rules.append(Rule.no_rows("dates", odd, says))
    return rules


def _landed_group(contract: Contract, group: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(contract.column(name).landed_name for name in group)


def _listed(names: Collection[str]) -> str:
    return ", ".join(names)
