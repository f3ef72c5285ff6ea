"""A verdict in plain words that stay true; and the check on what people add to it.

Pure: numbers and names in, sentences out. The rules of `wardwise.analysis.honesty` hold here too; on top of them no
sentence below level 3 of the Maryland scale may say, in any of the ways people say it, that the operation did it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from wardwise.analysis import honesty

FEWER, MORE, NOT_DIFFERENT = "fewer", "more", "not-different"
LEVEL_FOR_CAUSE = honesty.LEVEL_FOR_CAUSE
SMALLEST_BASE = honesty.SMALLEST_BASE
ROUGH_BELOW = 5
JUMPY_FROM = 1.5

LEVELS = {
    1: "Level 1 of 5 on the Maryland Scientific Methods Scale: one look at one time.",
    2: "Level 2 of 5 on the Maryland Scientific Methods Scale: before and after, without a fair comparison fixed "
    "beforehand. It cannot say why anything changed.",
    3: "Level 3 of 5 on the Maryland Scientific Methods Scale: before and after, with a comparison area, fixed "
    "before the start.",
}
REGRESSION = (
    "There is no comparison area. Places are often chosen when their counts are high, and high counts fall "
    "afterwards even where nothing is done (regression to the mean)."
)
LATE = "This was designed after the operation had begun, when some of the figures could already be seen."

CLAIM = re.compile(
    r"\bcaus(?:e|es|ed|ing|al|ally|ation)\b"
    r"|\b(?:led|lead|leads|leading)(?: \w+)? to\b|\bthanks to\b|\bdue (?:\w+ )?to\b|\bowing to\b|\bbecause of\b"
    r"|\bas an? (?:\w+ )?(?:result|consequence) of\b|\bresult(?:s|ed|ing)? (?:from|in)\b|\bconsequence of\b"
    r"|\b(?:is|was|are|were|all|largely|mainly|mostly|partly|entirely) down to\b"
    r"|\battribut\w+|\bcredit(?:ed|s)?\b|\bon account of\b|\bstem(?:s|med)? from\b|\bowe[sd]?\b|\bresponsible for\b"
    r"|\bbrought (?:\w+ ){0,3}(?:about|down)\b|\bdr(?:ove|iven|iving) (?:\w+ ){0,3}down\b|\bprevent(?:ed|ing)\b"
    r"|\bhad an? (?:\w+ )?(?:effect|impact)\b|\b(?:effect|impact)s? of (?:the|our|this)\b|\bmade (?:the|a) (?:\w+ )?"
    r"difference\b|\bprove[sdn]?\b|\bachieved an? (?:\w+ )?(?:fall|reduction|drop|cut)\b|\bbore fruit\b|\bpaid off\b"
    r"|\b(?:operations?|campaigns?|patrols?|police|officers|sweeps?|partnership|project|work|we|it)\b(?: \w+){0,3} "
    r"(?:reduced|reduces|cut|cuts|lowered|halved|curbed|deterred|stamped out)\b"
    r"|\b(?:operation|campaign|patrols?|sweeps?|project|it|this) (?:has |have |really |clearly )*(?:worked|works)\b"
    r"|\b(?:reduced|cut|lowered|halved|curbed) by (?:the|our|this|these|police|officers|patrols?|sweeps?)\b"
)


@dataclass(frozen=True)
class Evidence:
    """Everything a verdict is written from. Differences are incidents over the period after, in the treated area's
    own size. With a buffer the difference is of both together, and `local` and `displacement` are its parts; `base`
    is what was recorded before in the ground the difference is about."""

    subject: str
    treated: str
    before: str
    after: str
    counts: dict[str, tuple[int, int]]
    difference: float
    low: float
    high: float
    level: int
    base: float
    coverage: int = 95
    control: str = ""
    buffer: str = ""
    local: tuple[float, float, float] | None = None
    displacement: tuple[float, float, float] | None = None
    dispersion: float = 1.0
    detectable: float | None = None
    direction: str = "down"
    is_late: bool = False
    regression_note: str = ""
    missing_months: tuple[str, ...] = ()
    moved_months: tuple[str, ...] = ()
    more_cautions: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class Said:
    """A verdict in words."""

    finding: str
    headline: str
    sentences: tuple[str, ...]
    cautions: tuple[str, ...]

    @property
    def text(self) -> str:
        return " ".join([self.headline, *self.sentences, *self.cautions])


def say(found: Evidence) -> Said:
    """Put a verdict into words. The interval decides, never the sign of the difference alone."""
    finding = FEWER if found.high < 0 else MORE if found.low > 0 else NOT_DIFFERENT
    sentences = [counts(found), change(found, finding), could_not_be_seen(found, finding), around(found)]
    said = Said(
        finding,
        headline(found, finding),
        (*filter(None, sentences), LEVELS[found.level]),
        cautions(found, finding),
    )
    if claims := refusals(named_apart(said.text, found), level=found.level):
        raise AssertionError(f"a generated verdict claims too much: {claims}")
    return said


def headline(found: Evidence, finding: str) -> str:
    where = f"in and around {found.treated}" if found.displacement else f"in {found.treated}"
    if finding == NOT_DIFFERENT:
        than = "what the comparison area suggests" if found.control else "the time before"
        return f"Not statistically different: recorded {found.subject} {where} cannot be told apart from {than}."
    side = "Fewer" if finding == FEWER else "More"
    than = "the comparison area suggests" if found.control else "in the time before"
    return f"{side} {found.subject} were recorded {where} than {than}."


def counts(found: Evidence) -> str:
    before, after = found.counts["treated"]
    words = (
        f"In {found.treated}, {before:,} {found.subject} were recorded in {found.before} "
        f"and {after:,} in {found.after}."
    )
    if "control" in found.counts:
        before, after = found.counts["control"]
        words += f" In the comparison area ({found.control}) it was {before:,} and {after:,}."
    return words


def change(found: Evidence, finding: str) -> str:
    than = "if it had changed as the comparison area did" if found.control else "before"
    lead = f"In {found.treated} and around it together, that is" if found.displacement else "That is"
    share = ""
    if found.base >= SMALLEST_BASE and abs(found.difference) >= 0.5:
        percent = f"{abs(found.difference) / found.base:.0%}"
        share = f", {percent} of the {found.base:,.0f} recorded there before in the same length of time"
    words = f"{lead} {amount(found.difference)} than {than}{share} ({interval(found, found.low, found.high)})."
    if finding == NOT_DIFFERENT:
        words += " Chance alone gives differences of that size."
    return words


def interval(found: Evidence, low: float, high: float) -> str:
    return f"{found.coverage}% interval: {amount(low)} to {amount(high)}"


def amount(value: float) -> str:
    """`107 fewer`, `12 more`, `about the same`."""
    if abs(value) < 0.5:
        return "0 more or fewer"
    return f"{abs(value):,.0f} {'fewer' if value < 0 else 'more'}"


def could_not_be_seen(found: Evidence, finding: str) -> str:
    ruled_out = (
        f"The interval rules out a change beyond {amount(found.low)} or {amount(found.high)}; "
        "within it, nothing is ruled out."
    )
    if finding != NOT_DIFFERENT or found.detectable is None:
        return ruled_out
    if found.detectable >= 1:
        return f"{ruled_out} With counts this small not even a fall to nothing could have been shown."
    return (
        f"{ruled_out} With these counts only a fall of about {found.detectable:.0%} in {found.treated} could "
        "have been shown; a smaller one, real or not, would have been missed."
    )


def around(found: Evidence) -> str:
    """The parts of the difference, where there is a buffer: inside, and around."""
    if found.displacement is None or found.local is None:
        return ""
    inside, low, high = found.local
    words = f"In {found.treated} alone it is {amount(inside)} ({interval(found, low, high)}). "
    value, low, high = found.displacement
    than = f"{amount(value)} than its own comparison area suggests; {interval(found, low, high)}"
    if low > 0:
        return f"{words}Around it ({found.buffer}) more were recorded ({than}): some may have moved there."
    if high < 0:
        return f"{words}Around it ({found.buffer}) fewer were recorded, too ({than})."
    return f"{words}Around it ({found.buffer}) there was no change that can be told from chance ({than})."


def cautions(found: Evidence, finding: str) -> tuple[str, ...]:
    """Everything a reader must bear in mind, in the order of how much it matters."""
    few = min(min(pair) for pair in found.counts.values()) < ROUGH_BELOW
    missing, moved = ", ".join(found.missing_months), ", ".join(found.moved_months)
    said = {
        REGRESSION: not found.control,
        LATE: found.is_late,
        f"Why this place: {found.regression_note}": bool(found.regression_note),
        "One of the counts is below five: the interval is rough.": few,
        f"No percentage is given: fewer than {SMALLEST_BASE} were recorded before.": found.base < SMALLEST_BASE,
        f"Monthly counts vary {found.dispersion:.1f} times as much as chance in counting would make them; the "
        "interval allows for that.": found.dispersion >= JUMPY_FROM,
        f"No figures were published for {missing}: a gap, left out of every area.": bool(missing),
        f"The publisher moved its map points in {moved}: what was recorded near a border may have changed sides.": (
            bool(moved)
        ),
        "More is not worse here: this measure rises when people come forward.": (
            found.direction == "up" and finding == MORE
        ),
        "Whether more or fewer is better depends on the context of this measure.": found.direction == "context",
        **dict.fromkeys(found.more_cautions, True),
    }
    return tuple(words for words, holds in said.items() if holds)


def named_apart(text: str, found: Evidence) -> str:
    """The text without the names and the note that people gave: those are checked where they are written."""
    for own in sorted(
        {found.treated, found.control, found.buffer, found.regression_note} - {""}, key=len, reverse=True
    ):
        text = text.replace(own, "this place")
    return text


def plain(text: str) -> str:
    """Text as it reads, whatever it was typed with: one case, one space, no invisible letters."""
    shown = "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) not in ("Cf", "Mn"))
    return re.sub(r"[\s\-–—_*/]+", " ", shown.casefold())


def refusals(text: str, *, level: int) -> tuple[honesty.Refusal, ...]:
    """What a text on a verdict says that its evidence does not carry."""
    found = list(honesty.refusals(text, honesty.Audience.PUBLIC, level=level))
    match = CLAIM.search(plain(text)) if level < LEVEL_FOR_CAUSE else None
    if match and not any(refusal.code == "cause" for refusal in found):
        found.append(honesty.Refusal("cause", match.group(), honesty.CAUSE.why))
    return tuple(found)
