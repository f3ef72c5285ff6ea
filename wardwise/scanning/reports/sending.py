"""The order of the pages of a report, and the report that comes of a draft."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from wardwise.partners.models import Partnership
from wardwise.scanning.reports import codes, forms, kinds, photos, queries, rules
from wardwise.scanning.reports.models import Contact, Draft

STEPS: dict[str, type[forms.StepForm]] = {
    "kind": forms.KindForm,
    "where": forms.PlaceForm,
    "when": forms.WhenForm,
    "words": forms.WordsForm,
    "photo": forms.PhotoForm,
    "contact": forms.ContactForm,
}
ORDER = list(STEPS)
FIRST = ORDER[0]
CHECK = "check"
# For so long the answer to a repeated click still shows the code.
SHOWN_AGAIN = dt.timedelta(minutes=30)


def number(step: str) -> int:
    return ORDER.index(step) + 1


def before(step: str) -> str:
    """The page before this one; nothing before the first."""
    return ORDER[ORDER.index(step) - 1] if step != FIRST else ""


def bound(draft: Draft, step: str) -> forms.StepForm:
    """The form of a page with the answers that were kept, to be checked again."""
    return STEPS[step](draft.answers.get(step, {}), partnership=draft.partnership)


def next_after(draft: Draft) -> str:
    """The first page that is still unanswered, or whose answer is no longer right; then the check page."""
    return next((step for step in ORDER if not _is_answered(draft, step)), CHECK)


def _is_answered(draft: Draft, step: str) -> bool:
    return step in draft.answers and bound(draft, step).is_valid()


def keep_photo(draft: Draft, form: forms.StepForm) -> None:
    """Put a new photo beside the draft, in place of the old; or take the old away."""
    if not isinstance(form, forms.PhotoForm):
        return
    old = draft.photo
    if form.cleaned_photo is not None:
        draft.photo = photos.keep(form.cleaned_photo, "drafts")
    elif form.cleaned_data.get("remove"):
        draft.photo = ""
    if old and old != draft.photo:
        draft.save(update_fields=["photo"])
        photos.drop(old, "drafts")


def token_of(draft: Draft) -> str:
    """What this sending carries; the same for as long as the draft lives."""
    if "token" not in draft.answers:
        draft.answers = {**draft.answers, "token": codes.new_token()}
        draft.save(update_fields=["answers"])
    return str(draft.answers["token"])


def sent_before(partnership: Partnership, token: str) -> rules.Taken | None:
    """The report that this very sending has made already, for the second of two clicks."""
    report = queries.of_token(partnership, token) if token else None
    if report is None or report.received_at < timezone.now() - SHOWN_AGAIN:
        return None
    return rules.Taken(report, codes.secret_of(token))


def send(draft: Draft, *, is_suspect: bool) -> rules.Taken:
    """Make the report of a draft whose every page is answered."""
    parts: dict[str, Any] = {}
    for step in ("kind", "where", "when", "words"):
        parts |= _given(draft, step)
    contacts = _given(draft, "contact")
    return rules.submit(
        partnership=draft.partnership,
        answers=rules.Answers(**parts),
        token=token_of(draft),
        contacts=rules.Contacts(**contacts) if contacts else None,
        photo=photos.of_draft(draft.photo) if draft.photo else None,
        is_suspect=is_suspect,
    )


def _given(draft: Draft, step: str) -> dict[str, Any]:
    form = bound(draft, step)
    form.full_clean()
    return form.answers() or {}


def summary(draft: Draft) -> list[dict[str, str]]:
    """The answers as lines to read over: a question, its answer in words, the page that changes it."""
    kind, where, when = _given(draft, "kind"), _given(draft, "where"), _given(draft, "when")
    place = [str(where["place_words"])] if where["place_words"] else []
    place += [where["area"].name] if where["area"] else []
    place += ["A spot on the map"] if where["easting"] is not None else []
    lines = [
        ("What it is about", kinds.title_of(str(kind["kind"])), "kind"),
        ("Where", "\n".join(place), "where"),
        ("When", _when(when), "when"),
        ("What happened", str(_given(draft, "words")["words"]), "words"),
        ("Photo", "One photo" if draft.photo else "None", "photo"),
        ("Getting in touch", _contact(_given(draft, "contact")), "contact"),
    ]
    return [{"question": question, "answer": answer, "step": step} for question, answer, step in lines]


def _when(when: dict[str, Any]) -> str:
    start, end = (timezone.localtime(when[name]) for name in ("occurred_from", "occurred_to"))
    if when["is_still_happening"]:
        return f"Since {start:%A %-d %B %Y}. It is still happening, or it keeps coming back."
    last = end - dt.timedelta(minutes=1)
    if (last.date() - start.date()).days <= (1 if start.hour >= 22 else 0):
        return f"{start:%A %-d %B %Y}, {hour(start)} to {hour(end)}"
    return f"From {start:%A %-d %B %Y} to {last:%A %-d %B %Y}"


def hour(moment: dt.datetime) -> str:
    return "midnight" if moment.hour == 0 else f"{(moment.hour - 1) % 12 + 1}{'am' if moment.hour < 12 else 'pm'}"


def _contact(contact: dict[str, Any]) -> str:
    if not contact:
        return "Do not get in touch with me"
    lines = [f"{Contact.How(str(contact['how'])).label}: {contact.get('phone') or contact.get('email')}"]
    lines += ["It is safe to leave a message" if contact["may_leave_message"] else "Do not leave a message"]
    if contact["name"]:
        lines.append(f"Call you: {contact['name']}")
    if contact["who_might_see"]:
        lines.append(f"Others who could hear or see it: {contact['who_might_see']}")
    if contact["when"]:
        lines.append(f"When: {contact['when']}")
    return "\n".join(lines)
