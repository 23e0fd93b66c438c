"""Databases to ask in tests: DuckDB, SQLite, and servers of our own of PostgreSQL, MariaDB and ClickHouse."""

import csv
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

from tests.helpers.machine import needs_clickhouse, needs_server

Rows = list[tuple[Any, ...]]
Tables = dict[str, tuple[dict[str, str], Rows]]
"""Tables by name: the types of their columns, and their rows."""
Ask = Callable[[Tables, list[str]], list[Rows]]
"""Returns the rows of each statement, asked of a database with these tables."""


def _made(tables: Tables, quote: str = '"', typed: Callable[[str], str] = str, engine: str = "") -> list[str]:
    """Return the statements that make the tables."""
    made = []
    for name, (types, rows) in tables.items():
        columns = ", ".join(f"{quote}{each}{quote} {typed(types[each])}" for each in types)
        made.append(f"CREATE TABLE {name} ({columns}){engine}")
        said = (", ".join("NULL" if each is None else _text(each) for each in row) for row in rows)
        made.append(f"INSERT INTO {name} VALUES {', '.join(f'({row})' for row in said)}")
    return made


def _text(value: object) -> str:
    return "'" + str(value).replace("'", "''") + "'"


def ask_duckdb(tables: Tables, statements: list[str]) -> list[Rows]:
    """Return what DuckDB answers."""
    with duckdb.connect() as connection:
        for statement in _made(tables):
            connection.execute(statement)
        return [connection.execute(statement).fetchall() for statement in statements]


def ask_sqlite(tables: Tables, statements: list[str]) -> list[Rows]:
    """Return what SQLite answers."""
    connection = sqlite3.connect(":memory:")
    for statement in _made(tables):
        connection.execute(statement)
    answers = [connection.execute(statement).fetchall() for statement in statements]
    connection.close()
    return answers


def ask_spark(spark: Any) -> Ask:
    """Return what asks a session of Spark."""

    def ask(tables: Tables, statements: list[str]) -> list[Rows]:
        for name, (types, rows) in tables.items():
            schema = ", ".join(
                f"`{each}` {types[each].replace('NUMERIC', 'DECIMAL').replace('TEXT', 'STRING')}" for each in types
            )
            spark.createDataFrame(rows, schema).coalesce(1).createOrReplaceTempView(name)
        return [[tuple(row) for row in spark.sql(statement.strip().rstrip(";")).collect()] for statement in statements]

    return ask


_CLICKHOUSE = """\
import json, sys
from chdb.session import Session
session = Session()
# The longest statement is of a million characters.
for limit in "max_query_size", "max_ast_elements", "max_expanded_ast_elements":
    session.query(f"SET {limit} = 100000000")
for statement in json.load(sys.stdin):
    print(json.dumps(session.query(statement, "JSONCompactEachRow").bytes().decode().splitlines()))
"""


def ask_clickhouse(tables: Tables, statements: list[str]) -> list[Rows]:
    """Return what ClickHouse answers: all of the server, which `chdb` runs in a process of its own."""

    def typed(type_: str) -> str:
        renamed = {"TEXT": "String", "DATE": "Date32"}.get(type_, type_.replace("NUMERIC", "Decimal"))
        return f"Nullable({renamed})"

    needs_clickhouse()
    made = _made(tables, typed=typed, engine=" ENGINE = Memory")
    done = subprocess.run(
        [sys.executable, "-c", _CLICKHOUSE],
        input=json.dumps([*made, *statements]),
        check=True,
        capture_output=True,
        text=True,
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()[len(made) :]]
    return [[tuple(json.loads(row)) for row in answer] for answer in answers]


class Postgres:
    """A server of our own, in a folder of its own, that nobody else reaches."""

    def __init__(self) -> None:
        initdb, self._psql = needs_server("PostgreSQL", "initdb", "psql")
        self._folder = Path(tempfile.mkdtemp(prefix="heatcalc-pg-"))
        self._as: dict[str, Any] = {"cwd": self._folder, "capture_output": True}
        if os.getuid() == 0:  # the server will not run as root
            os.chown(self._folder, 65534, 65534)
            self._as |= {"user": 65534, "group": 65534}
        data = self._folder / "data"
        arguments = ["-D", str(data), "-U", "heat", "-A", "trust", "-E", "UTF8", "--no-locale"]
        subprocess.run([str(initdb), *arguments], check=True, **self._as)
        self._ctl = [str(initdb.with_name("pg_ctl")), "-D", str(data), "-w"]
        options = f"-k {self._folder} -c listen_addresses='' -c fsync=off"
        subprocess.run([*self._ctl, "-l", str(self._folder / "log"), "-o", options, "start"], check=True, **self._as)

    def psql(self, script: str) -> str:
        """Return what the server's own client prints of a script: CSV without heads."""
        reached = ["-h", str(self._folder), "-U", "heat", "-d", "postgres", "-v", "ON_ERROR_STOP=1"]
        done = subprocess.run(
            [str(self._psql), *reached, "-q", "--csv", "-t"], input=script.encode(), check=True, **self._as
        )
        return str(done.stdout.decode())

    def ask(self, tables: Tables, statements: list[str]) -> list[Rows]:
        """Return what PostgreSQL answers."""
        mark = "SELECT '---';"
        script = ["DROP SCHEMA public CASCADE; CREATE SCHEMA public;", *(f"{each};" for each in _made(tables))]
        for statement in statements:
            script += [statement, mark]
        answers: list[Rows] = [[]]
        for row in csv.reader(io.StringIO(self.psql("\n".join(script)))):
            if row == ["---"]:
                answers.append([])
            else:
                answers[-1].append((row[0], *(int(value) if value else None for value in row[1:])))
        return answers[:-1]

    def stop(self) -> None:
        """End the server and remove its folder."""
        subprocess.run([*self._ctl, "-m", "immediate", "stop"], check=True, **self._as)
        shutil.rmtree(self._folder)


class MariaDB:
    """A server of our own, as a MySQL of 8 or later is spoken to."""

    def __init__(self) -> None:
        mariadbd, install, self._client = needs_server("MariaDB", "mariadbd", "mariadb-install-db", "mariadb")
        self._folder = Path(tempfile.mkdtemp(prefix="heatcalc-my-"))
        data, self._socket = self._folder / "data", self._folder / "socket"
        user = ["--user=root"] if os.getuid() == 0 else []
        subprocess.run(
            [str(install), f"--datadir={data}", "--auth-root-authentication-method=normal", *user],
            check=True,
            capture_output=True,
        )
        options = [f"--datadir={data}", f"--socket={self._socket}", "--skip-networking", *user]
        self._server = subprocess.Popen(
            [str(mariadbd), "--no-defaults", *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for _ in range(300):
            if self._socket.exists():
                break
            time.sleep(0.1)

    def ask(self, tables: Tables, statements: list[str]) -> list[Rows]:
        """Return what MariaDB answers."""
        script = [
            "DROP DATABASE IF EXISTS heat; CREATE DATABASE heat CHARACTER SET utf8mb4; USE heat;",
            *(f"{each};" for each in _made(tables, "`")),
        ]
        for statement in statements:
            script += [statement, "SELECT '---';"]
        command = [str(self._client), "--no-defaults", f"--socket={self._socket}", "-uroot", "--batch", "-N"]
        command += ["--default-character-set=utf8mb4"]
        done = subprocess.run(command, input="\n".join(script).encode(), check=True, capture_output=True)
        answers: list[Rows] = [[]]
        for line in done.stdout.decode().splitlines():
            row = line.split("\t")
            if row == ["---"]:
                answers.append([])
            else:
                answers[-1].append((row[0], *(None if value == "NULL" else int(value) for value in row[1:])))
        return answers[:-1]

    def stop(self) -> None:
        """End the server and remove its folder."""
        self._server.terminate()
        self._server.wait()
        shutil.rmtree(self._folder)
