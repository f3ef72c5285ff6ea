"""Opening what somebody hands over as an archive of data.police.uk: trust nothing, change nothing.

All files are looked at before the first row is loaded: names, sizes, compression, headers. What is wrong with the
archive as a whole raises `BadArchive`, whose message says what to do; what is wrong with a row is for the loader.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import shutil
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from wardwise.incidents import vocab

NAME = re.compile(
    r"(?P<month>\d{4}-\d{2})-(?P<force>[a-z][a-z0-9-]*?)-(?P<kind>street|outcomes|stop-and-search)\.csv"
)
MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])")
MOST_MEMBERS = 100_000
MOST_BYTES = 60 * 2**30
MOST_BYTES_IN_FILE = 8 * 2**30
MOST_RATIO = 120  # police files shrink to about a tenth; ten thousand times is a bomb
RATIO_MATTERS_FROM = 2**20
CHUNK = 2**20
MOST_HEADER = 2_000
FEW_LINES = 1_000
HINT = "Download an archive from data.police.uk/data/archive and give the zip file as it is, or its unpacked folder."

STREET = (
    "Crime ID", "Month", "Reported by", "Falls within", "Longitude", "Latitude", "Location", "LSOA code", "LSOA name",
    "Crime type", "Last outcome category", "Context",
)  # fmt: skip
OUTCOMES = (*STREET[:9], "Outcome type")
STOPS = (
    "Type", "Date", "Part of a policing operation", "Policing operation", "Latitude", "Longitude", "Gender",
    "Age range", "Self-defined ethnicity", "Officer-defined ethnicity", "Legislation", "Object of search", "Outcome",
    "Outcome linked to object of search", "Removal of more than just outer clothing",
)  # fmt: skip
HEADERS = {"street": STREET, "outcomes": OUTCOMES, "stop-and-search": STOPS}
SOURCES = {
    "street": "police-uk-street",
    "outcomes": "police-uk-outcomes",
    "stop-and-search": "police-uk-stops",
}


class BadArchive(ValueError):
    """The archive as a whole cannot be loaded. Nothing was changed; the message says what to do."""


@dataclass(frozen=True)
class Supplied:
    """One file of the archive, on disk, looked at: whose, which month and kind, how many lines."""

    path: Path
    name: str
    month: str
    force: str
    kind: str
    sha256: str
    rows: int
    size: int


@contextmanager
def opened(path: Path, workspace: Path) -> Iterator[list[Supplied]]:
    """The files of an archive (zip or folder), each looked at, in order of month. Zips are unpacked meanwhile."""
    if not path.exists():
        raise BadArchive(f"There is nothing at {path}. {HINT}")
    if path.is_dir():
        yield _checked([_look_at(found, found.name) for found in _in_folder(path)])
        return
    workspace.mkdir(parents=True, exist_ok=True)
    try:
        yield _checked(list(_unpacked(path, workspace)))
    finally:
        shutil.rmtree(workspace, ignore_errors=True)


def _in_folder(folder: Path) -> list[Path]:
    found = [p for p in sorted(folder.rglob("*.csv")) if NAME.fullmatch(p.name) and p.is_file()]
    _refuse_none(found, [p.name for p in folder.rglob("*")][:1000])
    _refuse_twins(p.name for p in found)
    return found


def _unpacked(path: Path, workspace: Path) -> Iterator[Supplied]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = _wanted(archive)
            _refuse_bomb(members, workspace)
            for number, member in enumerate(members):
                target = workspace / f"{number}.csv"  # never the member's own name
                _unpack(archive, member, target)
                yield _look_at(target, PurePosixPath(member.filename).name)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, NotImplementedError, OSError) as problem:
        if isinstance(problem, OSError) and not isinstance(problem, EOFError) and problem.errno is not None:
            raise BadArchive(f"The archive cannot be read or unpacked: {problem.strerror}.") from problem
        raise BadArchive(f"{path.name} is not a whole zip file. {HINT}") from problem


def _wanted(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The members to load; refuses an archive that no publisher would make."""
    infos = archive.infolist()
    if len(infos) > MOST_MEMBERS:
        raise BadArchive(f"The archive holds {len(infos)} files, more than any police archive. {HINT}")
    for info in infos:
        parts = PurePosixPath(info.filename.replace("\\", "/"))
        if parts.is_absolute() or ".." in parts.parts or "\\" in info.filename or ":" in info.filename:
            raise BadArchive(f"The archive holds a file whose name leads out of its folder. {HINT}")
    members = [i for i in infos if not i.is_dir() and NAME.fullmatch(PurePosixPath(i.filename).name)]
    _refuse_none(members, [PurePosixPath(info.filename).name for info in infos[:1000]])
    _refuse_twins(PurePosixPath(i.filename).name for i in members)
    if any(info.flag_bits & 1 for info in members):
        raise BadArchive("The archive is locked with a password. Unlock it first and give the unpacked folder.")
    return members


def _refuse_none(found: Iterable[object], others: list[str]) -> None:
    if any(True for _ in found):
        return
    if any(name.lower().endswith(".zip") for name in others):
        raise BadArchive("The archive holds another zip file. Unpack the outer one and load the inner one.")
    if any(name.lower().endswith(".csv") for name in others):
        raise BadArchive(
            "No file is named like 2024-03-bedfordshire-street.csv, which says the month, the force and the kind. "
            + HINT
        )
    raise BadArchive(f"There is no police file in it. {HINT}")


def _refuse_twins(names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise BadArchive(f"{name} is there twice. Keep the right one and load again.")
        seen.add(name)


def _refuse_bomb(members: list[zipfile.ZipInfo], workspace: Path) -> None:
    for member in members:
        if member.file_size > MOST_BYTES_IN_FILE:
            raise BadArchive(f"{PurePosixPath(member.filename).name} would unpack to more than 8 GB. {HINT}")
        if member.file_size > RATIO_MATTERS_FROM and member.file_size > MOST_RATIO * max(1, member.compress_size):
            raise BadArchive(f"The archive would grow more than {MOST_RATIO} times when unpacked. {HINT}")
    total = sum(member.file_size for member in members)
    if total > MOST_BYTES:
        raise BadArchive("The archive would unpack to more than 60 GB. Load it in parts, some months at a time.")
    free = shutil.disk_usage(workspace).free
    if total > free * 0.8:
        raise BadArchive(
            f"Unpacked, the archive needs {total / 2**30:.1f} GB; the disk has {free / 2**30:.1f} GB free."
        )


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path) -> None:
    """Write one member to disk, never more than it declares: a header that lies is an error."""
    written = 0
    with archive.open(member) as source, target.open("wb") as out:
        while chunk := source.read(CHUNK):
            written += len(chunk)
            if written > member.file_size:
                raise zipfile.BadZipFile("longer than declared")
            out.write(chunk)
    if written != member.file_size:
        raise zipfile.BadZipFile("shorter than declared")


def _look_at(path: Path, name: str) -> Supplied:
    found = NAME.fullmatch(name)
    if found is None:  # the callers have asked before
        raise BadArchive(f"{name} is not a police file.")
    month, force, kind = found["month"], found["force"], found["kind"]
    if not MONTH.fullmatch(month):
        raise BadArchive(f"{name}: there is no month {month}.")
    if month > f"{dt.datetime.now(tz=dt.UTC):%Y-%m}":
        raise BadArchive(f"{name}: {month} is still to come. Leave the file out, or set this machine's clock.")
    if force not in vocab.load("forces").by_code:
        raise BadArchive(f"{name}: {force} is not a police force we know. Add it to forces.toml if it is new.")
    digest, lines = hashlib.sha256(), 0
    with path.open("rb") as file:
        _check_header(file, name, HEADERS[kind])
        file.seek(0)
        ends_line = True
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            lines += chunk.count(b"\n")
            ends_line = chunk.endswith(b"\n")
    lines += 0 if ends_line else 1
    if (
        lines < FEW_LINES
    ):  # a header and blank lines are no rows; in a long file blank lines are looked for if need be
        lines -= blank_lines(path)
    return Supplied(path, name, month, force, kind, digest.hexdigest(), max(0, lines - 1), path.stat().st_size)


def blank_lines(path: Path) -> int:
    """How many lines of a file hold nothing at all."""
    with path.open("rb") as file:
        return sum(1 for line in file if line in (b"\n", b"\r\n"))


def _check_header(file: IO[bytes], name: str, expected: tuple[str, ...]) -> None:
    first = file.read(MOST_HEADER)
    if not first:
        raise BadArchive(f"{name} is empty: not even a header. Download the archive again.")
    if first[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in first[:200]:
        raise BadArchive(f"{name} is not UTF-8 text (it looks like UTF-16). Save it as UTF-8 or download it again.")
    line = first.split(b"\n", 1)[0].removeprefix(b"\xef\xbb\xbf").rstrip(b"\r").decode("utf-8", "replace")
    found = tuple(part.strip().strip('"') for part in line.split(","))
    if found == expected:
        return
    missing = [column for column in expected if column not in found]
    if len(missing) == len(expected):
        raise BadArchive(f"{name} does not begin with the header of a police file. {HINT}")
    if missing:
        raise BadArchive(f"{name} lacks the column {missing[0]}. {HINT}")
    raise BadArchive(f"{name} has other columns, or in another order, than data.police.uk publishes. {HINT}")


def _checked(files: list[Supplied]) -> list[Supplied]:
    if not any(file.rows for file in files):
        raise BadArchive(f"The files have headers but not one row. {HINT}")
    return sorted(files, key=lambda file: (file.month, file.force, file.kind))
