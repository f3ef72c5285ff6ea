"""Every code that can come into the audit has its words on the audit's page."""

from __future__ import annotations

import re
from pathlib import Path

from wardwise.partners.audit_words import WORDS
from wardwise.publication.area_pages.rules.moves import MOVES as RELEASE_MOVES
from wardwise.scanning.reports.rules.triage import MOVES as REPORT_MOVES

CODE = Path(__file__).resolve().parents[2] / "wardwise"
WRITTEN = re.compile(r"""(?:record|write_down)\(\s*(?:verb=)?"([a-z_]+\.[a-z_]+)\"""")
NOTED = re.compile(r"""_note\(problem, "([a-z_]+)\"""")


def sources() -> list[str]:
    return [p.read_text() for p in CODE.rglob("*.py") if not {"tests", "migrations"} & set(p.parts)]


def test_every_code_written_anywhere_has_its_words():
    found = {verb for text in sources() for verb in WRITTEN.findall(text)}
    assert len(found) > 50, "the search finds nothing any more: it must follow how the audit is written"
    assert not found - set(WORDS)


def test_codes_put_together_from_a_move_have_their_words():
    made = {f"reports.{verb}" for verb in REPORT_MOVES} | {
        f"area_pages.{to}" for to in RELEASE_MOVES if to != "draft"
    }
    made |= {f"problems.{verb}" for text in sources() for verb in NOTED.findall(text)}
    assert not made - set(WORDS)


def test_words_are_the_second_half_of_a_sentence():
    for verb, words in WORDS.items():
        assert words[0].islower(), verb
        assert not words.endswith("."), verb
