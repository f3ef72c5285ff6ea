from pathlib import Path

from wardwise.analysis.honesty import Audience, check
from wardwise.analysis.hotspots import transparency

PAGE = Path(__file__).resolve().parents[4] / "docs" / "transparency" / "hotspot-ranking.md"


def test_the_record_in_the_documentation_is_the_one_beside_the_code():
    assert PAGE.read_text(encoding="utf-8") == transparency.as_markdown()


def test_the_record_answers_who_decides_what_is_used_and_what_feeds_back():
    questions = {question for section in transparency.RECORD for question, _ in section.answers}
    assert {"Who decides", "Data", "Formula", "Feedback", "Known limits", "Oversight"} <= questions


def test_the_record_itself_keeps_the_wording_rules():
    for section in transparency.RECORD:
        for _, answer in section.answers:
            check(answer, Audience.STAFF)
