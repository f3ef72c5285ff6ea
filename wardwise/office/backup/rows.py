"""Every row of the database as lines of JSON, and back: the same on SQLite and PostgreSQL.

Django's own serialiser cuts times to milliseconds, which would break the audit's hashes, and runs hooks on the way
back in; here each column goes out and in exactly as it is.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import IO, Any, Protocol

from django.apps import apps
from django.core.management.color import no_style
from django.db import connections, models, transaction
from django.db.migrations.recorder import MigrationRecorder

# Made by `migrate` itself, or not worth keeping: whoever was signed in signs in again.
LEFT_OUT = frozenset({"contenttypes.contenttype", "auth.permission", "sessions.session"})
BATCH = 500


class Takes(Protocol):
    """Anything bytes can be written to."""

    def write(self, part: bytes, /) -> int: ...


def kept_models() -> list[type[models.Model]]:
    """Every table of ours and of the libraries, many-to-many tables as tables of their own."""
    found = apps.get_models(include_auto_created=True)
    return [
        model
        for model in found
        if model._meta.managed and not model._meta.proxy and model._meta.label_lower not in LEFT_OUT
    ]


def migrations(using: str = "default") -> list[str]:
    """The applied migrations: two databases with the same ones have the same tables."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connections[using]).applied_migrations())


@contextmanager
def one_moment(using: str = "default") -> Iterator[None]:
    """All rows as of one moment, while others go on writing."""
    connection = connections[using]
    if connection.vendor == "postgresql":
        with transaction.atomic(using=using):
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
        return
    with connection.cursor() as cursor:  # not IMMEDIATE, as elsewhere: a reader must not hold up the writers
        cursor.execute("BEGIN DEFERRED")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK")


def write(model: type[models.Model], file: Takes, using: str = "default") -> int:
    """All rows of a table, one line each, in the order of their keys."""
    names = [field.attname for field in model._meta.concrete_fields]
    rows = model._base_manager.using(using).order_by("pk").values_list(*names).iterator(chunk_size=2_000)
    count = 0
    for row in rows:
        file.write(json.dumps([plain(value) for value in row], ensure_ascii=False).encode() + b"\n")
        count += 1
    return count


def plain(value: Any) -> Any:
    """A column's value as JSON can say it, without losing anything."""
    if isinstance(value, dt.timedelta):
        return {"µs": value // dt.timedelta(microseconds=1)}
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    if isinstance(value, Decimal | uuid.UUID):
        return str(value)
    return value


def column(field: models.Field[Any, Any], value: Any) -> Any:
    """The value that `plain` made, as the field takes it."""
    if value is None or isinstance(field, models.JSONField):
        return value
    if isinstance(field, models.BinaryField):
        return base64.b64decode(value)
    if isinstance(field, models.DurationField):
        return dt.timedelta(microseconds=value["µs"])
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    return field.to_python(value)


def read(model: type[models.Model], file: IO[bytes], using: str = "default") -> int:
    """Put the lines of `write` into an empty table, exactly. Foreign keys are checked when the transaction ends."""
    connection = connections[using]
    fields = model._meta.concrete_fields
    quote = connection.ops.quote_name
    into = ", ".join(quote(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({into}) VALUES ({marks})"  # noqa: S608  (our own names)
    count = 0
    with connection.cursor() as cursor:
        for batch in batches(file):
            rows = [
                [
                    field.get_db_prep_save(column(field, value), connection)
                    for field, value in zip(fields, row, strict=True)
                ]
                for row in batch
            ]
            cursor.executemany(statement, rows)
            count += len(rows)
    return count


def batches(file: IO[bytes]) -> Iterator[list[list[Any]]]:
    batch: list[list[Any]] = []
    for line in file:
        batch.append(json.loads(line))
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def empty(using: str = "default") -> None:
    """Take every row out, in the caller's transaction."""
    connection = connections[using]
    tables = [connection.ops.quote_name(model._meta.db_table) for model in kept_models()]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
            return
        for table in tables:
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608  (our own names)


def highest_keys(using: str = "default") -> dict[str, int]:
    """The last key that was given out in each table: none may be given out twice, since the audit names them."""
    connection = connections[using]
    tables = {model._meta.db_table for model in kept_models()}
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, seq FROM sqlite_sequence")
        else:
            cursor.execute(
                "SELECT replace(sequencename, '_id_seq', ''), last_value FROM pg_sequences "
                "WHERE last_value IS NOT NULL"
            )
        return {name: int(value) for name, value in cursor.fetchall() if name in tables}


def go_on_after(keys: dict[str, int], using: str = "default") -> None:
    """Have new rows begin after these keys and after the rows that are there."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), kept_models()):
            cursor.execute(statement)
        for table, last in keys.items():
            if connection.vendor == "sqlite":
                cursor.execute("UPDATE sqlite_sequence SET seq = max(seq, %s) WHERE name = %s", [last, table])
                if cursor.rowcount == 0:
                    cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last])
            else:
                name = connection.ops.quote_name(f"{table}_id_seq")
                cursor.execute(f"SELECT setval('{name}', greatest(%s, (SELECT last_value FROM {name})))", [last])  # noqa: S608
