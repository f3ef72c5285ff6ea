"""The file of a backup: a ZIP with every piece of state, and a manifest with the size and SHA-256 of each.

manifest.json           what made it, when, which migrations, which files
database/<table>.jsonl  every row, one line each
files/...               incidents, uploads, keys and whatever else lies in WARDWISE_HOME
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any

from wardwise.office.backup.exceptions import CannotRestore

FORMAT = 1
# What unpacking raises where bytes were changed.
SPOILED = (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError)
MANIFEST = "manifest.json"
CHUNK = 1 << 20
MOST_OF_A_MANIFEST = 64 << 20
# Made again from the rest, or of no use elsewhere; the database goes row by row.
NOT_KEPT = ("static", "cache", "wardwise.sqlite3", "wardwise.sqlite3-wal", "wardwise.sqlite3-shm")


@dataclass
class Manifest:
    """What a backup says of itself."""

    format: int
    made_by: str
    made_at: str
    database: str
    migrations: list[str]
    rows: dict[str, int] = field(default_factory=dict)
    keys: dict[str, int] = field(default_factory=dict)
    files: dict[str, dict[str, Any]] = field(default_factory=dict)

    def as_json(self) -> bytes:
        return json.dumps(asdict(self), indent=1, sort_keys=True).encode()


class Hashing:
    """Writes through to a file in the ZIP and remembers how much and its SHA-256."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.digest, self.size = file, hashlib.sha256(), 0

    def write(self, part: bytes) -> int:
        self.digest.update(part)
        self.size += len(part)
        return self.file.write(part)

    def facts(self) -> dict[str, Any]:
        return {"size": self.size, "sha256": self.digest.hexdigest()}


def state_files(home: Path) -> Iterator[Path]:
    """What lies in the home and is state, except for files that are being written: their names say so."""
    for entry in sorted(home.iterdir()):
        if entry.name in NOT_KEPT or entry.name.startswith("."):
            continue
        if entry.is_file():
            yield entry
        for folder, folders, names in os.walk(entry):
            folders.sort()
            for name in sorted(names):
                path = Path(folder) / name
                if not path.is_symlink() and not name.endswith((".new", ".tmp", ".part")):
                    yield path


def add_file(bundle: zipfile.ZipFile, name: str, path: Path, manifest: Manifest) -> None:
    """Copy a file in, as it was when opened; one that is gone by now is left out."""
    try:
        source = path.open("rb")
    except FileNotFoundError:
        return
    is_packed = path.suffix in (".parquet", ".jpg", ".jpeg", ".png", ".webp", ".zip")
    entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    with source, bundle.open(entry, "w", force_zip64=True) as inside:
        target = Hashing(inside)
        while part := source.read(CHUNK):
            target.write(part)
    manifest.files[name] = target.facts()


def read_manifest(bundle: zipfile.ZipFile) -> Manifest:
    """The manifest, if it is one of ours; a file that is something else is refused."""
    try:
        entry = bundle.getinfo(MANIFEST)
        if entry.file_size > MOST_OF_A_MANIFEST:
            raise CannotRestore("damaged", "The file's manifest is far too large: this is no backup of Wardwise.")
        said = json.loads(bundle.read(MANIFEST))
        if said.get("format") != FORMAT:
            raise CannotRestore("other_format", f"The backup has format {said.get('format')!r}; we read {FORMAT}.")
        return Manifest(**said)
    except (KeyError, TypeError, AttributeError, *SPOILED) as problem:
        raise CannotRestore("no_backup", "This file is not a backup made by `wardwise backup`.") from problem


def verify(bundle: zipfile.ZipFile, manifest: Manifest) -> None:
    """Every file is there, of the right size and hash; nothing else is there; no name leads out of the folder."""
    inside = [entry.filename for entry in bundle.infolist() if entry.filename != MANIFEST]
    if len(inside) != len(set(inside)) or set(inside) != set(manifest.files):
        raise CannotRestore("damaged", "The files in the backup are not those that its manifest lists.")
    for name in inside:
        refuse_stray(name)
        facts = manifest.files[name]
        if bundle.getinfo(name).file_size != facts["size"]:
            raise CannotRestore("damaged", f"{name} has another size than the manifest says.")
        if digest_of(bundle, name) != facts["sha256"]:
            raise CannotRestore("damaged", f"{name} is not as it was when the backup was made.")


def refuse_stray(name: str) -> None:
    parts = PurePosixPath(name).parts
    is_ours = len(parts) >= 2 and parts[0] in ("database", "files")
    is_kept = not is_ours or (parts[1] not in NOT_KEPT and not parts[1].startswith("."))
    is_plain = ".." not in parts and "\\" not in name and "\0" not in name and str(PurePosixPath(name)) == name
    if not (is_ours and is_kept and is_plain):
        raise CannotRestore("stray_name", f"The backup holds a file with a name that leads elsewhere: {name!r}.")


def digest_of(bundle: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    try:
        with bundle.open(name) as file:
            while part := file.read(CHUNK):
                digest.update(part)
    except SPOILED as problem:
        raise CannotRestore("damaged", f"{name} cannot be read: the backup is damaged.") from problem
    return digest.hexdigest()


def extract(bundle: zipfile.ZipFile, manifest: Manifest, folder: Path) -> None:
    """Unpack the state files below a folder that only this user can read."""
    for name in manifest.files:
        if name.startswith("files/"):
            target = folder / PurePosixPath(name).relative_to("files")
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file, bundle.open(name) as inside:
                while part := inside.read(CHUNK):
                    file.write(part)
