"""Hostile archives: each is refused with a message that says what to do, and nothing is changed."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

import pytest

from wardwise.incidents.ingest import archive, police_uk
from wardwise.incidents.ingest.archive import BadArchive
from wardwise.incidents.ingest.tests.archives import asb, crime, folder, text, zipped
from wardwise.incidents.store import Store

STREET = "2024-01/2024-01-bedfordshire-street.csv"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(tmp_path / "store")
    police_uk.load(store, folder(tmp_path / "good", street_2024_01=[crime(n) for n in range(9)]))
    return store


def refused(store: Store, path: Path, because: str) -> None:
    before = store.snapshot()
    with pytest.raises(BadArchive, match=because):
        police_uk.load(store, path)
    assert store.snapshot() == before
    assert not list(store.folder.rglob("*.new"))
    assert not (store.folder / ".unpacked").exists()


def made(tmp_path: Path, name: str, content: bytes | str, **more: object) -> Path:
    path = tmp_path / "made.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr(name, content)
        for other, data in more.items():
            out.writestr(other, data)
    return path


def test_nothing_there(store, tmp_path):
    refused(store, tmp_path / "nowhere.zip", "There is nothing at")


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04 but no more", b"%PDF-1.7"])
def test_a_file_that_is_no_zip(store, tmp_path, content):
    path = tmp_path / "x.zip"
    path.write_bytes(content)
    refused(store, path, "not a whole zip file")


def test_a_truncated_zip(store, tmp_path):
    whole = zipped(folder(tmp_path / "a", street_2024_01=[crime(n) for n in range(99)]), tmp_path / "whole.zip")
    cut = tmp_path / "cut.zip"
    cut.write_bytes(whole.read_bytes()[:-200])
    refused(store, cut, "not a whole zip file")


def test_a_zip_with_a_damaged_byte(store, tmp_path):
    whole = zipped(folder(tmp_path / "a", street_2024_01=[crime(n) for n in range(99)]), tmp_path / "whole.zip")
    content = bytearray(whole.read_bytes())
    content[len(content) // 2] ^= 0xFF
    whole.write_bytes(content)
    refused(store, whole, "not a whole zip file")


@pytest.mark.parametrize("name", ["../" + STREET, "/etc/" + STREET, "..\\" + STREET, "C:\\" + STREET])
def test_a_name_that_leads_out_of_the_folder(store, tmp_path, name):
    refused(store, made(tmp_path, name, text("street", [crime(1)])), "leads out of its folder")


def test_a_zip_bomb(store, tmp_path):
    refused(store, made(tmp_path, STREET, b"0" * 30_000_000), "would grow more than")


def test_a_bomb_whose_header_lies_about_its_size(store, tmp_path):
    path = made(tmp_path, STREET, text("street", [crime(1)]) + b"0" * 30_000_000)
    content = path.read_bytes()
    true_size, small = struct.pack("<I", len(text("street", [crime(1)])) + 30_000_000), struct.pack("<I", 500)
    path.write_bytes(content.replace(true_size, small))
    refused(store, path, "not a whole zip file")


def test_too_many_files(store, tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MOST_MEMBERS", 1)
    refused(store, made(tmp_path, STREET, b"x", other=b"y"), "more than any police archive")


def test_a_full_disk(store, tmp_path, monkeypatch):
    monkeypatch.setattr(archive.shutil, "disk_usage", lambda _: archive.shutil._ntuple_diskusage(10, 10, 0))
    refused(store, made(tmp_path, STREET, text("street", [crime(1)])), "GB free")


def test_a_zip_in_a_zip(store, tmp_path):
    refused(store, made(tmp_path, "inner.zip", b"PK"), "holds another zip file")


def test_a_file_with_another_name(store, tmp_path):
    refused(store, made(tmp_path, "crimes.csv", text("street", [crime(1)])), "named like 2024-03-bedfordshire-street")


def test_an_empty_folder(store, tmp_path):
    (tmp_path / "empty").mkdir()
    refused(store, tmp_path / "empty", "no police file")


def test_the_same_month_twice(store, tmp_path):
    path = folder(tmp_path / "twice", street_2024_01=[crime(1)])
    (path / "copy").mkdir()
    (path / "copy" / "2024-01-bedfordshire-street.csv").write_bytes(text("street", [crime(2)]))
    refused(store, path, "is there twice")


@pytest.mark.parametrize(
    ("content", "because"),
    [
        (b"", "is empty"),
        (text("street", [crime(1)]).decode().encode("utf-16"), "UTF-16"),
        (text("street", [crime(1)]).replace(b"LSOA code,", b"", 1), "lacks the column LSOA code"),
        (b"a,b,c\r\n1,2,3\r\n", "does not begin with the header"),
        (text("street", [crime(1)]).replace(b"Crime ID,Month", b"Month,Crime ID"), "in another order"),
        (b"\x00" * 400, "not UTF-8"),
        (text("street", []), "not one row"),
        (text("outcomes", []), "lacks the column Crime type"),
    ],
)
def test_a_bad_header(store, tmp_path, content, because):
    refused(store, folder(tmp_path / "bad", street_2024_01=content), because)


@pytest.mark.parametrize("name", ["2024-13-bedfordshire-street.csv", "2024-01-gotham-street.csv"])
def test_a_month_or_force_that_does_not_exist(store, tmp_path, name):
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / name).write_bytes(text("street", [crime(1)]))
    refused(store, tmp_path / "odd", "there is no month|not a police force")


def test_a_month_that_is_still_to_come(store, tmp_path):
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / "2099-01-bedfordshire-street.csv").write_bytes(text("street", [crime(1, "2099-01")]))
    refused(store, tmp_path / "odd", "2099-01 is still to come")


def test_a_file_full_of_another_month_does_not_replace_a_good_one(store, tmp_path):
    path = folder(tmp_path / "wrong", street_2024_01=[crime(n, "2023-12") for n in range(9)])
    refused(store, path, "9 of 9 rows cannot be loaded")


def test_a_bad_month_among_good_ones_changes_none(store, tmp_path):
    path = folder(
        tmp_path / "mixed",
        street_2023_12=[crime(n, "2023-12") for n in range(5)],
        street_2024_01=[asb("2024-02") for _ in range(5)],
    )
    refused(store, path, "month in the row is not the file's")


@pytest.mark.parametrize("rows", [3, 1_500])
def test_blank_lines_are_no_rows(tmp_path, rows):
    content = text("street", [crime(n) for n in range(rows)]) + b"\r\n\n\r\n"
    found = police_uk.load(Store(tmp_path / "s"), folder(tmp_path / "a", street_2024_01=content)).kinds["street"]
    assert (found.read, found.loaded) == (rows, rows)


def test_a_header_and_blank_lines_are_no_month(store, tmp_path):
    refused(store, folder(tmp_path / "bad", street_2024_01=text("street", []) + b"\r\n" * 50), "not one row")
