"""Small made-up archives in the layout of data.police.uk."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

from wardwise.incidents.ingest.archive import HEADERS

FORCE = "Bedfordshire Police"
DALLOW = ("-0.431000", "51.884000", "On or near Park Street", "E01015700", "Luton 014A")
BEDFORD = ("-0.466000", "52.136000", "On or near Castle Lane", "E01017500", "Bedford 009B")
FAR_AWAY = ("-1.573000", "54.776000", "On or near Parking Area", "E01020600", "County Durham 030A")
NOWHERE = ("", "", "No Location", "", "")

Row = Sequence[str]


def crime_id(number: int) -> str:
    return hashlib.sha256(str(number).encode()).hexdigest()


def crime(
    number: int,
    month: str = "2024-01",
    place: Row = DALLOW,
    kind: str = "Burglary",
    outcome: str = "Under investigation",
    context: str = "",
) -> Row:
    return (crime_id(number), month, FORCE, FORCE, *place, kind, outcome, context)


def asb(month: str = "2024-01", place: Row = DALLOW) -> Row:
    return ("", month, FORCE, FORCE, *place, "Anti-social behaviour", "", "")


def outcome(number: int, month: str = "2024-01", kind: str = "Unable to prosecute suspect") -> Row:
    return (crime_id(number), month, FORCE, FORCE, *NOWHERE, kind)


def stop(at: str = "2024-01-10T12:00:00+00:00", place: Row = DALLOW, **more: str) -> Row:
    values = {
        "Type": "Person search",
        "Date": at,
        "Part of a policing operation": "False",
        "Latitude": place[1],
        "Longitude": place[0],
        "Gender": "Male",
        "Age range": "18-24",
        "Self-defined ethnicity": "Other ethnic group - Not stated",
        "Officer-defined ethnicity": "White",
        "Legislation": "Misuse of Drugs Act 1971 (section 23)",
        "Object of search": "Controlled drugs",
        "Outcome": "A no further action disposal",
        **more,
    }
    return tuple(values.get(name, "") for name in HEADERS["stop-and-search"])


def text(kind: str, rows: Sequence[Row]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADERS[kind])
    writer.writerows(rows)
    return out.getvalue().encode()


def folder(path: Path, force: str = "bedfordshire", **files: Sequence[Row] | bytes) -> Path:
    """`folder(path, street_2024_01=[...])`: one file for each kind and month; bytes are written as they are."""
    for key, rows in files.items():
        kind, year, month = key.rsplit("_", 2)
        kind = kind.replace("stops", "stop-and-search")
        target = path / f"{year}-{month}" / f"{year}-{month}-{force}-{kind}.csv"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(rows if isinstance(rows, bytes) else text(kind, rows))
    return path


def zipped(source: Path, target: Path) -> Path:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(source.rglob("*")):
            archive.write(path, path.relative_to(source))
    return target
