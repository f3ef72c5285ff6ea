"""Photos: drawn anew from their pixels, so that nothing the phone wrote (place, time, owner) is left in them."""

from __future__ import annotations

import io
import secrets
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.conf import settings
from PIL import Image, ImageOps

MOST_BYTES = 10_000_000
MOST_PIXELS = 40_000_000
TOO_BIG = "The photo is too big. It must be smaller than 10 MB."
LONGEST_SIDE = 2_000
KINDS = ("JPEG", "PNG", "WEBP")
# Forty million pixels take up to half a gigabyte while they are turned and shrunk.
ONE_AT_A_TIME = threading.Lock()
LEFT_BEHIND_AFTER_S = 2 * 60 * 60


class NotAPhoto(ValueError):
    """The file is refused; the message tells the resident what to do."""


@dataclass(frozen=True)
class Cleaned:
    """A photo as JPEG without any metadata."""

    jpeg: bytes
    width: int
    height: int


def clean(file: IO[bytes]) -> Cleaned:
    """Open what was sent by what it is, not by what it is called; draw its pixels on a new canvas.

    Refuses more than 10 MB, more than 40 million pixels (a decompression bomb says so in its header, before it is
    unpacked), and everything that is not a JPEG, PNG or WebP picture.
    """
    raw = file.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise NotAPhoto(TOO_BIG)
    try:
        with ONE_AT_A_TIME, Image.open(io.BytesIO(raw), formats=KINDS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise NotAPhoto("The photo has too many dots. Send a smaller one.")
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG need not be unpacked whole
            picture = ImageOps.exif_transpose(opened).convert("RGB")
    except NotAPhoto:
        raise
    except Exception as fault:  # a hostile file may fail anywhere inside the decoder
        raise NotAPhoto("This file is not a photo we can read. Send a JPEG, PNG or WebP picture.") from fault
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    canvas = Image.new("RGB", picture.size)
    canvas.paste(picture)
    out = io.BytesIO()
    canvas.save(out, "JPEG", quality=85, optimize=True)
    return Cleaned(out.getvalue(), canvas.width, canvas.height)


def folder(name: str) -> Path:
    path = Path(settings.WARDWISE_HOME) / "uploads" / name
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def keep(photo: Cleaned, where: str = "drafts") -> str:
    """Write a photo under a random name that only this user can read; the name is all that is kept of it."""
    name = f"{secrets.token_hex(20)}.jpg"
    path = folder(where) / name
    path.touch(mode=0o600)
    path.write_bytes(photo.jpeg)
    return name


def read(name: str, where: str = "reports") -> bytes:
    return (folder(where) / Path(name).name).read_bytes()


def of_draft(name: str) -> Cleaned | None:
    """A draft's photo, to be kept again among the reports' own. None if it is gone.

    Kept again, not moved: if the report is not stored after all, the draft still has its photo.
    """
    try:
        jpeg = read(name, "drafts")
    except FileNotFoundError:
        return None
    with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as picture:
        return Cleaned(jpeg, picture.width, picture.height)


def drop(name: str, where: str = "reports") -> None:
    (folder(where) / Path(name).name).unlink(missing_ok=True)


def sweep(known: set[str], where: str) -> int:
    """Delete files that no row names and that are older than two hours. Returns how many."""
    old = [
        path
        for path in folder(where).iterdir()
        if path.name not in known and path.stat().st_mtime < time.time() - LEFT_BEHIND_AFTER_S
    ]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
