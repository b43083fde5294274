"""Where Dagster keeps the events of runs: its own files of SQLite, opened as `dagster.yaml` names this class.

Dagster makes an engine for every event, twice for one of an asset, and with it forgets each time how its
statements are put into SQL: for the 3,000 events of a run that was more time than all else Dagster does.
Nothing of what is stored, or where, is different here.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from dagster._serdes import ConfigurableClassData
from sqlalchemy import Connection, Engine, create_engine, event

# Every run has a file of its own; a webserver looks at many and must not keep them all open.
_OPEN_FILES = 8


class EventLog(SqliteEventLogStorage):
    """Dagster's event log in SQLite with one engine a file; its connection stays open for the next event.

    Takes no configuration: the files are where Dagster itself puts them, below DAGSTER_HOME, so that a data
    folder can be moved.
    """

    @classmethod
    def config_type(cls) -> dict[str, Any]:
        return {}

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]
    ) -> EventLog:
        return cls(base_dir=str(Path(os.environ["DAGSTER_HOME"], "history", "runs")), inst_data=inst_data)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        with self._db_lock:
            engine = self._engine(shard)
            if shard not in self._initialized_dbs:
                self._initdb(engine)
                self._initialized_dbs.add(shard)
            with engine.begin() as connection:
                yield connection

    def _engine(self, shard: str) -> Engine:
        engines = self.__dict__.setdefault("_engines", {})
        if shard not in engines:
            engines[shard] = create_engine(
                self.conn_string_for_shard(shard),
                connect_args={"timeout": SQLITE_BUSY_TIMEOUT_SECONDS},
            )
            event.listen(engines[shard], "connect", _write_behind)
            if len(engines) > _OPEN_FILES:
                engines.pop(next(iter(engines))).dispose()
        return engines[shard]

    def has_table(self, table_name: str) -> bool:
        # Asked for every check of a run, each time with an engine of its own; a table that is there stays.
        found = self.__dict__.setdefault("_tables", set())
        if table_name not in found and super().has_table(table_name):
            found.add(table_name)
        return table_name in found

    def dispose(self) -> None:
        super().dispose()
        for engine in self.__dict__.pop("_engines", {}).values():
            engine.dispose()


def _write_behind(connection, _) -> None:
    # In WAL mode a power cut then loses the last events, never the file; and no event waits for the disk.
    connection.execute("pragma synchronous = normal")
