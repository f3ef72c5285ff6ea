from __future__ import annotations

import datetime as dt

import pytest

from wardwise.incidents import vocab


@pytest.mark.parametrize("key", vocab.every_key())
def test_every_vocabulary_is_whole_and_reviewed(key):
    found = vocab.crosswalk(key) if vocab.is_crosswalk(key) else vocab.load(key)
    assert found.review.next_review > found.review.reviewed


def test_a_vocabulary_is_overdue_the_day_after_its_next_review():
    due = vocab.load("police-uk-categories").review.next_review
    assert "police-uk-categories" not in vocab.overdue(due)
    assert "police-uk-categories" in vocab.overdue(due + dt.timedelta(days=1))


def test_there_are_fourteen_crime_types_and_two_follow_police_activity():
    terms = vocab.load("police-uk-categories").terms
    assert len(terms) == 14
    assert {t.code for t in terms if t.more["found_by"] == "proactive"} == {"drugs", "possession-of-weapons"}


def test_names_of_publishers_lead_to_codes():
    found = vocab.load("police-uk-categories").by_name["Violence and sexual offences"]
    assert found.code == "violent-crime"


def test_every_council_type_has_its_nsir_group_today():
    today = dt.date(2026, 11, 22)
    for types, walk in [("council-types", "council-to-nsir"), ("environmental-types", "environmental-to-nsir")]:
        assert all(vocab.crosswalk(walk).translate(code, today) for code in vocab.load(types).codes)


def test_a_crosswalk_says_nothing_about_days_before_it_began():
    walk = vocab.crosswalk("council-to-nsir")
    assert walk.translate("noise", dt.date(2011, 3, 31)) is None
    assert walk.translate("noise", dt.date(2011, 4, 1)) == "nsir-nuisance"


def test_no_type_describes_a_group_of_people():
    words = " ".join(vocab.category_names().values()).lower()
    assert not any(word in words for word in ("youth", "traveller", "gypsy", "homeless", "migrant"))


@pytest.mark.parametrize("key", ["../settings", "", "/etc/passwd", "no-such-thing", "Outcomes"])
def test_a_wrong_name_is_refused(key):
    with pytest.raises(vocab.BadVocabulary):
        vocab.load.__wrapped__(key)


HEAD = 'title="t"\nauthor="a"\nchecker="c"\nreviewed=2026-01-01\nnext_review=2027-01-01\nsource="s"\n'


@pytest.mark.parametrize(
    "content",
    [
        HEAD,
        HEAD.replace('author="a"\n', "") + '[[term]]\ncode="a"\nname="A"',
        HEAD.replace("2027", "2025") + '[[term]]\ncode="a"\nname="A"',
        HEAD + '[[term]]\ncode="a"\nname="A"\n[[term]]\ncode="a"\nname="B"',
        HEAD + '[[term]]\ncode="a"\nname="A"\n[[term]]\ncode="b"\nname="A"',
        HEAD + '[[term]]\ncode="A b"\nname="A"',
        HEAD + '[[term]]\ncode="a"\nname=" A"',
        HEAD + '[[term]]\ncode="a"\nname="A"\nsince=2026-01-02\nuntil=2026-01-01',
    ],
)
def test_a_file_that_breaks_the_rules_is_refused(content, tmp_path, monkeypatch):
    (tmp_path / "x.toml").write_text(content)
    monkeypatch.setattr(vocab, "FOLDER", tmp_path)
    with pytest.raises(vocab.BadVocabulary):
        vocab.load.__wrapped__("x")


def test_flags_never_share_a_bit():
    bits = vocab.flag_bits()
    assert len(set(bits.values())) == len(bits)
    assert vocab.flags_in(bits["no-location"] | bits["outside-force"]) == ("no-location", "outside-force")
