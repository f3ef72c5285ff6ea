"""Opening a file that somebody else wrote: size, encoding and kind are checked before anything is parsed."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from wardwise.places.exceptions import LoadRefused

MAX_MEGABYTES = 200  # England's 33,755 LSOAs in the generalised version have about 100


def read_json(path: Path) -> Any:
    """The JSON in a file, or a refusal that says what to do about it."""
    try:
        return json.loads(read_text(path))
    except RecursionError as error:
        raise LoadRefused("too_deep", f"{path.name} is nested too deeply to be GeoJSON.") from error
    except ValueError as error:
        raise LoadRefused(
            "not_json",
            f"{path.name} is not whole JSON ({error}). It may have been cut off: fetch or export it again.",
        ) from error


def read_rows(path: Path, needed: set[str], allowed: set[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a CSV file as dictionaries with their line numbers; columns are checked first."""
    reader = csv.reader(io.StringIO(read_text(path), newline=""), strict=True)
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        if not needed <= set(header) or len(set(header)) != len(header):
            raise LoadRefused(
                "wrong_columns",
                f"{path.name} needs a first line with the columns {', '.join(sorted(needed))}"
                f"{_also(allowed - needed)}, each once. It has: {', '.join(header)[:200] or 'nothing'}.",
            )
        for row in reader:
            if row and len(row) != len(header):
                raise LoadRefused(
                    "ragged",
                    f"{path.name}, line {reader.line_num}: {len(row)} values under {len(header)} columns.",
                )
            if row:
                yield reader.line_num, {name: value.strip() for name, value in zip(header, row, strict=True)}
    except csv.Error as error:
        raise LoadRefused("not_csv", f"{path.name}, line {reader.line_num}: {error}.") from error


def _also(names: set[str]) -> str:
    return f" and perhaps {', '.join(sorted(names))}" if names else ""


def read_text(path: Path) -> str:
    if not path.is_file():
        raise LoadRefused("no_file", f"{path} is not a file.")
    size = path.stat().st_size
    if size > MAX_MEGABYTES * 1_000_000:
        raise LoadRefused(
            "too_large",
            f"{path.name} has {size / 1e6:,.0f} MB; at most {MAX_MEGABYTES} MB are taken at once. Choose the "
            "publisher's generalised boundaries, or only your own area, or load it in parts.",
        )
    content = path.read_bytes()
    if content.startswith((b"PK\x03\x04", b"SQLite format 3")):
        raise LoadRefused(
            "not_text",
            f"{path.name} is an archive or a database (a shapefile or GeoPackage?). Export it as GeoJSON or CSV.",
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise LoadRefused(
            "not_utf8", f"{path.name} is not UTF-8 (byte {error.start:,}). Save it again with the encoding UTF-8."
        ) from error
    if not text.strip("\0 \t\r\n"):
        raise LoadRefused("empty", f"{path.name} is empty.")
    if "\0" in text:
        raise LoadRefused("not_text", f"{path.name} holds bytes that are no text. Fetch or export it again.")
    return text


def digest(path: Path) -> str:
    """The SHA-256 of a file: which file was loaded, for the audit."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
