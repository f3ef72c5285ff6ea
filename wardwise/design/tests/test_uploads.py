"""Files that arrive in any request, whoever sends it: before anybody is asked who they are."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from wardwise.design import uploads


def request_with(rf, *sizes: int):
    files = {f"file{n}": SimpleUploadedFile(f"{n}.bin", b"\0" * size) for n, size in enumerate(sizes)}
    return rf.post("/", files)


def test_many_files_together_are_no_larger_than_one_may_be(rf, monkeypatch):
    monkeypatch.setattr(uploads, "MOST_BYTES", 200_000)
    request = request_with(rf, 150_000, 150_000, 150_000)
    assert sum(file.size for file in request.FILES.values()) <= 200_000
    assert uploads.is_too_big(request)


def test_file_within_the_limit_arrives_whole(rf, monkeypatch):
    monkeypatch.setattr(uploads, "MOST_BYTES", 200_000)
    request = request_with(rf, 150_000)
    assert request.FILES["file0"].size == 150_000
    assert not uploads.is_too_big(request)


def test_somebody_signed_in_may_hand_over_an_archive_larger_than_a_visitor_may_send(rf, monkeypatch, analyst):
    monkeypatch.setattr(uploads, "MOST_BYTES", 200_000)
    request = request_with(rf, 350_000)
    request.user = analyst
    assert request.FILES["file0"].size == 350_000
    assert not uploads.is_too_big(request)
