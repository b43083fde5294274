"""Analysts query `current` without pause while releases are published: nobody waits, and nobody reads of two.

Each release says the same number in two tables. A reader that finds two numbers in one answer has read of two
releases; one that finds an error was locked out, or met half a release.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import duckdb

from dagster_project.publish import publish
from tests.unit.publish.builds import facts, write_build

READERS = 8
RELEASES = 20
# argv: data/marts, how to read, a file that says when to stop. Prints what it saw as JSON.
READER = """
import json, sys, time
from pathlib import Path
import duckdb
from dagster_project.release import current, query

marts, how, stop = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
SQL = "select booths, (select max(denominator) from {}employment_rate) from {}fair_summary"

def through_gradmart():
    release = current(marts)
    ((one, other),) = query(release, SQL.format("", "")).rows()
    return one, other, int(release.id.removeprefix("release-"))

def through_the_link():
    with duckdb.connect(str(marts / "current" / "internal" / "marts.duckdb"), read_only=True) as connection:
        ((one, other),) = connection.execute(SQL.format("marts.", "marts.")).fetchall()
    return one, other, one

read = {"gradmart": through_gradmart, "link": through_the_link}[how]
read()
print("ready", flush=True)
seen, queries, longest, mixed = set(), 0, 0.0, []
while not stop.exists() or not queries:
    began = time.monotonic()
    one, other, release = read()
    longest = max(longest, time.monotonic() - began)
    queries += 1
    seen.add(one)
    if not one == other == release:
        mixed.append([one, other, release])
    time.sleep(0.02)  # or on two cores the readers would leave nothing for publishing
print(json.dumps({"queries": queries, "seen": sorted(seen), "longest": longest, "mixed": mixed}))
"""


def say(build_db: Path, number: int) -> None:
    """Let both tables of the build say `number`."""
    with duckdb.connect(str(build_db)) as connection:
        connection.execute("update marts.fair_summary set booths = ?", [number])
        connection.execute("update marts.employment_rate set denominator = least(denominator, 9)")
        connection.execute(
            "update marts.employment_rate set denominator = ? where breakdown = 'overall'", [number]
        )


def test_eight_readers_see_only_whole_releases_while_twenty_are_published(tmp_path):
    build = write_build(tmp_path / "build")
    marts, stop = tmp_path / "marts", tmp_path / "stop"
    numbers = range(1000, 1000 + RELEASES + 1)
    say(build[0], numbers[0])
    publish(*build, marts, facts(f"release-{numbers[0]}"))
    readers = [
        subprocess.Popen(
            [sys.executable, "-c", READER, str(marts), ("gradmart", "link")[place % 2], str(stop)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for place in range(READERS)
    ]
    try:
        assert [reader.stdout.readline() for reader in readers] == ["ready\n"] * READERS
        began = time.monotonic()
        for number in numbers[1:]:
            say(build[0], number)
            publish(*build, marts, facts(f"release-{number}"))
        seconds = time.monotonic() - began
        stop.touch()
        answers = [reader.communicate(timeout=120) for reader in readers]
    finally:
        for reader in readers:
            reader.kill()
            reader.wait()
    assert [(reader.returncode, err) for reader, (_, err) in zip(readers, answers, strict=True)] == (
        [(0, "")] * READERS
    )
    told = [json.loads(out.splitlines()[-1]) for out, _ in answers]
    assert [one["mixed"] for one in told] == [[]] * READERS
    seen = {number for one in told for number in one["seen"]}
    assert seen <= set(numbers)
    # Nobody was held up so long that releases went by unseen by everyone, and all end at the newest.
    assert len(seen) > RELEASES / 2
    # For the note on a release; `pytest -rP` shows it.
    sys.stdout.write(
        f"{sum(one['queries'] for one in told)} queries, {len(seen)} releases seen, longest answer "
        f"{max(one['longest'] for one in told):.2f} s, {RELEASES} releases published in {seconds:.1f} s"
    )
