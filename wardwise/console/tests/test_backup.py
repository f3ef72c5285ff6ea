"""Is everything kept, is nothing lost on the way back, and is every spoiled file refused before anything changes?"""

from __future__ import annotations

import hashlib
import io
import json
import stat
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from wardwise.office.audit import rules as audit
from wardwise.office.audit.models import Event
from wardwise.office.backup import bundle, lock, rows, rules
from wardwise.office.backup.exceptions import CannotBackUp, CannotRestore
from wardwise.partners.models import Partnership, Person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def home(wardwise_home: Path) -> Path:
    """A home with something of every kind."""
    for name, text in (
        ("keys/audit-key", settings.AUDIT_KEY),
        ("incidents/luton/police-uk-street/2026-08.parquet", "PAR1 rows PAR1"),
        ("uploads/photos/one.jpg", "a picture"),
        ("static/site.css", "made again from the rest"),
        ("incidents/luton/police-uk-street/2026-09.parquet.77.new", "half a month"),
    ):
        (wardwise_home / name).parent.mkdir(parents=True, exist_ok=True)
        (wardwise_home / name).write_text(text)
    return wardwise_home


@pytest.fixture
def saved(home, analyst, tmp_path) -> Path:
    """A backup of a partnership at work."""
    path = tmp_path / "backup.zip"
    rules.back_up(path)
    return path


def everything() -> dict[str, list[tuple[object, ...]]]:
    return {model._meta.label: list(model._base_manager.order_by("pk").values_list()) for model in rows.kept_models()}


def respoil(path: Path, change) -> None:
    """Write the backup again with its members changed: `change` gets and returns a dict of names and bytes."""
    with zipfile.ZipFile(path) as packed:
        members = {name: packed.read(name) for name in packed.namelist()}
    with zipfile.ZipFile(path, "w") as packed:
        for name, content in change(members).items():
            packed.writestr(name, content)


def relist(members: dict[str, bytes], **facts: object) -> dict[str, bytes]:
    manifest = json.loads(members[bundle.MANIFEST])
    return {**members, bundle.MANIFEST: json.dumps({**manifest, **facts}).encode()}


def refused(path: Path, **how) -> str:
    before = everything()
    with pytest.raises(CannotRestore) as problem:
        rules.restore(path, **how)
    assert everything() == before
    return problem.value.code


def test_a_restored_installation_is_the_same_to_the_last_digit(saved, home):
    before = everything()
    Person.objects.update(name="Somebody else")
    audit.record("tests.after_the_backup", by=None)
    (home / "uploads/photos/one.jpg").write_text("another picture")
    (home / "uploads/photos/two.jpg").write_text("one more")
    rules.restore(saved, replace=True)
    assert everything() == before
    assert audit.verify().is_whole
    assert (home / "uploads/photos/one.jpg").read_text() == "a picture"
    assert not (home / "uploads/photos/two.jpg").exists()
    assert (home / "static/site.css").exists()


def test_only_its_owner_can_read_a_backup(saved):
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600


def test_what_can_be_made_again_or_is_half_written_is_left_out(saved):
    names = zipfile.ZipFile(saved).namelist()
    assert "files/keys/audit-key" in names
    assert not [name for name in names if "static" in name or name.endswith(".new")]


@pytest.mark.parametrize("name", ["cache/a.djcache", "static/site.js", "wardwise.sqlite3", ".old/x"])
def test_a_backup_that_brings_what_no_backup_holds_is_refused(saved, home, name):
    """What is kept in the cache is run when it is read; what is static is given to every visitor."""

    def plant(members):
        facts = json.loads(members[bundle.MANIFEST])["files"]
        facts[f"files/{name}"] = {"size": 4, "sha256": hashlib.sha256(b"evil").hexdigest()}
        return relist({**members, f"files/{name}": b"evil"}, files=facts)

    respoil(saved, plant)
    assert refused(saved, replace=True) == "stray_name"


def test_keys_are_not_given_out_twice_after_a_restore(saved):
    last = Event.objects.order_by("pk").last().pk
    rules.restore(saved, replace=True)
    assert audit.record("tests.next", by=None).pk == last + 1


def test_keys_of_deleted_rows_are_not_given_out_again(home, luton, tmp_path):
    gone = Partnership.objects.create(slug="gone", name="Gone", place="Gone")
    key = gone.pk
    gone.delete()
    rules.back_up(tmp_path / "backup.zip")
    rules.restore(tmp_path / "backup.zip", replace=True)
    assert Partnership.objects.create(slug="next", name="Next", place="Next").pk > key


def test_a_file_that_exists_is_not_overwritten_unasked(saved):
    with pytest.raises(CannotBackUp, match="exists already"):
        rules.back_up(saved)
    assert rules.back_up(saved, overwrite=True).rows > 0


@pytest.mark.parametrize("where", ["inside.zip", "uploads/inside.zip"])
def test_a_backup_does_not_lie_in_what_it_backs_up(home, luton, where):
    with pytest.raises(CannotBackUp, match="outside"):
        rules.back_up(home / where)


def test_an_installation_in_use_is_not_replaced_unasked(saved):
    assert refused(saved) == "in_use"


def test_nothing_is_restored_while_it_is_served(saved, home):
    with lock.serving(home):
        assert refused(saved, replace=True) == "in_use"


@pytest.mark.parametrize("part", [0, 0.1, 0.5, 0.9, 0.999])
def test_a_truncated_backup_is_refused(saved, part):
    saved.write_bytes(saved.read_bytes()[: int(saved.stat().st_size * part)])
    assert refused(saved, replace=True) == "no_backup"


def test_a_flipped_bit_anywhere_in_the_files_is_found(saved):
    whole = saved.read_bytes()
    with zipfile.ZipFile(saved) as packed:
        # Not in headers that no reader looks at, nor in a packing's table, some of which stands for nothing.
        entries = [entry for entry in packed.infolist() if entry.compress_size > 2][::4]
    for entry in entries:
        at = entry.header_offset + 30 + len(entry.filename) + 20 + entry.compress_size * 3 // 4
        spoiled = bytearray(whole)
        spoiled[at] ^= 0x10
        saved.write_bytes(bytes(spoiled))
        assert refused(saved, replace=True) in ("damaged", "no_backup")


def test_a_flipped_bit_in_the_manifest_is_found_or_changes_nothing_in_it(saved):
    whole = saved.read_bytes()
    with zipfile.ZipFile(saved) as packed:
        entry, manifest = packed.getinfo(bundle.MANIFEST), bundle.read_manifest(packed)
    start, found = entry.header_offset + 30 + len(entry.filename), 0
    for at in range(start + 20, start + entry.compress_size):
        spoiled = bytearray(whole)
        spoiled[at] ^= 0x10
        with zipfile.ZipFile(io.BytesIO(bytes(spoiled))) as packed:
            try:
                assert bundle.read_manifest(packed) == manifest  # a bit that no code of the packing uses
            except CannotRestore:
                found += 1
    assert found > 0.9 * (entry.compress_size - 20)


def test_a_changed_row_is_found_even_if_the_manifest_was_mended(saved):
    def forge(members):
        name = "database/audit_event.jsonl"
        content = members[name].replace(b"partnership_created", b"partnership_covered")
        files = json.loads(members[bundle.MANIFEST])["files"]
        files[name] = {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        return relist({**members, name: content}, files=files)

    respoil(saved, forge)
    assert refused(saved, replace=True) == "audit_broken"


@pytest.mark.parametrize(
    "name", ["files/../../evil", "/etc/evil", "files/..\\evil", "evil", "files//evil", "database/../evil"]
)
def test_names_that_lead_elsewhere_are_refused(saved, home, name):
    def stray(members):
        files = json.loads(members[bundle.MANIFEST])["files"]
        digest = hashlib.sha256(b"evil").hexdigest()
        return relist({**members, name: b"evil"}, files={**files, name: {"size": 4, "sha256": digest}})

    respoil(saved, stray)
    assert refused(saved, replace=True) in ("stray_name", "damaged")
    assert not list(home.parent.glob("**/evil"))


def test_a_file_that_the_manifest_does_not_list_is_refused(saved):
    respoil(saved, lambda members: {**members, "files/more": b"more"})
    assert refused(saved, replace=True) == "damaged"


def test_another_format_and_other_tables_are_refused(saved):
    respoil(saved, lambda members: relist(members, migrations=["partners.0099_later"]))
    assert refused(saved, replace=True) == "other_version"
    respoil(saved, lambda members: relist(members, format=2))
    assert refused(saved, replace=True) == "other_format"


def test_any_other_zip_is_refused(tmp_path, db):
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as packed:
        packed.writestr("hello.txt", "hello")
    assert refused(tmp_path / "other.zip", replace=True) == "no_backup"


def test_a_restore_that_fails_at_the_last_step_leaves_the_folders_as_they_were(saved, home, monkeypatch):
    (home / "uploads/photos/one.jpg").write_text("the newer picture")
    real = Path.rename

    def full(self, target):
        if self.parent.name == rules.STAGED and self.name == "uploads":
            raise OSError(28, "No space left on device")
        return real(self, target)

    monkeypatch.setattr(Path, "rename", full)
    before = everything()
    with pytest.raises(OSError, match="No space"):
        rules.restore(saved, replace=True)
    assert everything() == before
    assert (home / "uploads/photos/one.jpg").read_text() == "the newer picture"
    assert not (home / rules.OLD).exists()


def test_serving_is_refused_where_a_restore_was_stopped_half_way(saved, home):
    (home / rules.OLD).mkdir()
    with pytest.raises(CannotRestore, match="interrupted"), lock.serving(home):
        pass
    rules.restore(saved, replace=True)
    with lock.serving(home):
        pass


def test_every_kind_of_column_survives():
    moment = timezone.now().replace(microsecond=123_457)
    for value in (moment, moment.date(), timedelta(days=3, microseconds=7), b"\x00\xff", None, {"a": [1.5, None]}):
        assert json.dumps(rows.plain(value))
