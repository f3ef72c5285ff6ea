"""Photos from strangers."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image

from wardwise.scanning.reports import photos
from wardwise.scanning.reports.tests.making import a_picture


def clean(content: bytes) -> photos.Cleaned:
    return photos.clean(io.BytesIO(content))


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is enormous."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 99))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("size", [(7_000, 7_000), (10_000, 10_000), (60_000, 60_000)])
def test_bomb_is_refused_before_it_is_unpacked(size):
    with pytest.raises(photos.NotAPhoto):
        clean(bomb(*size))


def test_file_over_ten_megabytes_is_refused():
    with pytest.raises(photos.NotAPhoto, match="10 MB"):
        clean(a_picture() + b"\0" * photos.MOST_BYTES)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0" * 5_000,
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<html><script>alert(1)</script></html>",
        b"%PDF-1.7 nothing",
        b"PK\x03\x04 a zip",
        b"GIF89a" + b"\0" * 40,
        a_picture()[:200],
    ],
)
def test_what_is_not_a_whole_photo_is_refused_whatever_its_name(content):
    with pytest.raises(photos.NotAPhoto):
        clean(content)


def test_nothing_the_phone_wrote_is_left():
    exif = Image.Exif()
    exif[0x010F], exif[0x8825] = "SecretPhone", {1: "N", 2: (51.0, 52.0, 53.0)}
    jpeg = clean(a_picture(exif=exif, comment=b"SecretComment", icc_profile=b"SecretProfile" * 20)).jpeg
    with Image.open(io.BytesIO(jpeg)) as picture:
        assert not picture.getexif()
        assert not {"exif", "comment", "icc_profile", "photoshop", "xmp"} & set(picture.info)
    assert b"Secret" not in jpeg


def test_polyglot_loses_its_other_half():
    jpeg = clean(a_picture() + b"<?php system('id'); ?><script>alert(1)</script>PK\x03\x04").jpeg
    assert b"php" not in jpeg
    assert b"script" not in jpeg
    assert jpeg.startswith(b"\xff\xd8")
    assert jpeg.endswith(b"\xff\xd9")


def test_photo_taken_sideways_is_turned_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    cleaned = clean(a_picture((120, 80), exif=exif))
    assert (cleaned.width, cleaned.height) == (80, 120)


def test_large_photo_is_made_smaller_and_png_and_webp_become_jpeg():
    for kind in ("PNG", "WEBP"):
        cleaned = clean(a_picture((4_000, 2_000), kind))
        assert (cleaned.width, cleaned.height) == (2_000, 1_000)
        assert cleaned.jpeg.startswith(b"\xff\xd8")


def test_name_cannot_lead_out_of_the_folder(wardwise_home):
    (wardwise_home / "secret").write_text("x")
    with pytest.raises(FileNotFoundError):
        photos.read("../../secret")
