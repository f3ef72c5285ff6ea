"""What is filled in at the desk about a problem: the file by its parts, and one small form for each verb."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from wardwise.design.forms import DateField, Hinted
from wardwise.partners import queries as partners
from wardwise.partners.models import Organisation, Partnership, Person
from wardwise.places.models import Area
from wardwise.scanning.problems import evidence, rules
from wardwise.scanning.problems.models import Hypothesis, Problem

NO_NAMES = "Describe places and behaviour. Name no resident, victim or suspect."


class AreaField(forms.ModelChoiceField[Area]):
    """An area by its name."""

    def label_from_instance(self, obj: Area) -> str:
        return obj.name


class ColleagueField(forms.ModelChoiceField[Person]):
    """A colleague, with the organisation they work for."""

    def label_from_instance(self, obj: Person) -> str:
        return f"{obj.name}, {obj.organisation.name}"


def words(label: str, hint: str = "", *, required: bool = False, rows: int = 3) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=hint, required=required, max_length=8_000, widget=area)


class SearchForm(forms.Form):
    """The questions over the list."""

    words = forms.CharField(label="Words", max_length=100, required=False)
    stage = forms.ChoiceField(
        label="Stage", required=False, choices=[("open", "Open"), ("", "All"), *Problem.Stage.choices]
    )
    owner = forms.ModelChoiceField(
        label="Owner", queryset=Organisation.objects.none(), required=False, empty_label="All organisations"
    )
    area = AreaField(label="Area", queryset=Area.objects.none(), required=False, empty_label="All areas")
    says_optional = False

    def __init__(self, data: QueryDict, *, partnership: Partnership) -> None:
        super().__init__({"stage": "open", **data.dict()})
        _choices(self, "owner").queryset = partners.members(partnership)
        _choices(self, "area").queryset = partners.wards(partnership)

    def asked(self) -> dict[str, Any]:
        """What was asked; an answer that cannot be is no answer."""
        self.full_clean()
        given = self.cleaned_data
        owner, area = given.get("owner"), given.get("area")
        return {
            "words": given.get("words", ""),
            "stage": given.get("stage", ""),
            "owner": owner.pk if owner else None,
            "area": area.pk if area else None,
        }


class PartForm(forms.Form):
    """A part of the file. `version` is what the colleague saw when they began."""

    title_words = ""
    says_optional = True
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, partnership: Partnership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "owner" in self.fields:
            _choices(self, "owner").queryset = partners.members(partnership)
            _choices(self, "lead").queryset = partners.colleagues(partnership)
            _choices(self, "area").queryset = partners.wards(partnership)

    def show_again(self, version: int) -> None:
        """After a refusal: what was typed stays, and is tried on the file as it now is."""
        self.data = {**dict(self.data.items()), "version": str(version)}


class ObjectiveForm(PartForm):
    """What it is, who answers for it, what we want to be different."""

    title_words = "Objective and owner"
    title = forms.CharField(label="Short title", max_length=120, help_text=f"What and where. {NO_NAMES}")
    objective = words("Objective", "What shall be different, for whom, by when?", required=True)
    owner = forms.ModelChoiceField(
        label="Owner", queryset=Organisation.objects.none(), empty_label="Choose one", help_text="Who answers for it"
    )
    lead = ColleagueField(label="Lead", queryset=Person.objects.none(), required=False, empty_label="Nobody yet")
    area = AreaField(label="Area", queryset=Area.objects.none(), required=False, empty_label="More than one, or none")
    review_on = DateField(label="Review on", required=False)


class ScanningForm(PartForm):
    """What is happening?"""

    title_words = "Scanning"
    what = words("What is happening?", NO_NAMES)
    where = words("Where?")
    when = words("When?", "Days, hours, seasons; since when.")
    who_notices = words("Who notices?", "Residents, shopkeepers, wardens; who does not speak up?")


class AnalysisForm(PartForm):
    """The problem analysis triangle: three sides, and who could guard each."""

    title_words = "Analysis"
    location = words("Location: what about the place lets it happen?", NO_NAMES)
    place_manager = words("Place manager: who runs the place and could change it?")
    victim = words("Victim or target: who or what is harmed, and why here?", NO_NAMES)
    guardian = words("Guardian: who could protect them?")
    offender = words("Offender: what brings people to do it?", f"What they gain and what makes it easy. {NO_NAMES}")
    handler = words("Handler: who do they listen to?", "Families, schools, employers, youth workers.")


class ResponseForm(PartForm):
    """What we do about it."""

    title_words = "Response"
    response = words("What do we do, who does it, by when?", "Say which side of the triangle it acts on.", rows=8)


class AssessmentForm(PartForm):
    """What changed, and how we know."""

    title_words = "Assessment"
    assessment = words(
        "What changed?",
        "Compare with before and with a place like it. Say what you cannot know.",
        required=True,
        rows=8,
    )
    evidence_standard = forms.ChoiceField(
        label="How do you know?", widget=forms.RadioSelect, choices=Problem.Standard.choices
    )


PARTS: dict[str, type[PartForm]] = {
    "objective": ObjectiveForm,
    "scanning": ScanningForm,
    "analysis": AnalysisForm,
    "response": ResponseForm,
    "assessment": AssessmentForm,
}


class VerbForm(forms.Form):
    """One verb: its fields are called like the rule's arguments."""

    title = ""
    button = "Save"
    done = "Saved."
    says_optional = True

    def __init__(self, *args: Any, problem: Problem, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"{type(self).__name__.removesuffix('Form').lower()}_%s")
        super().__init__(*args, **kwargs)
        self.problem = problem
        self.prepare()

    def prepare(self) -> None:
        """Fill in choices."""

    def show_again(self, problem: Problem) -> None:
        """After a refusal: what was typed stays, and is tried on the file as it now is."""
        self.data = {**dict(self.data.items()), "version": str(problem.version)}


class VersionedForm(VerbForm):
    """A verb that must not be used on a file that somebody else has changed meanwhile."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, problem: Problem, **kwargs: Any) -> None:
        super().__init__(*args, problem=problem, **kwargs)
        self.initial.setdefault("version", problem.version)


class MoveForm(VersionedForm):
    """To another stage."""

    title = "Move to another stage"
    button = "Move"
    done = "Moved to another stage."
    to = forms.ChoiceField(label="Move to", widget=forms.RadioSelect)
    note = forms.CharField(label="Note", required=False, max_length=1_000, widget=forms.Textarea(attrs={"rows": 2}))

    def prepare(self) -> None:
        ahead = rules.ORDER.index(self.problem.stage)
        labels = dict(Problem.Stage.choices)
        moves = rules.MOVES[self.problem.stage]
        hints = ["" if rules.ORDER.index(to) > ahead else "Back" for to in moves]
        _radio(self, "to").choices = [(to, Hinted(labels[to], hint)) for to, hint in zip(moves, hints, strict=True)]


class HypothesisForm(VerbForm):
    """A guess."""

    title = "Add a hypothesis"
    button = "Add"
    done = "The hypothesis was added."
    claim = words("We think it happens because", NO_NAMES, required=True)
    test = words("What would show us to be wrong?")


class EvidenceForm(VerbForm):
    """A link."""

    title = "Add evidence"
    button = "Link"
    done = "The evidence was linked."
    kind = forms.ChoiceField(label="What is it?", widget=forms.RadioSelect)
    key = forms.CharField(
        label="Its number",
        max_length=40,
        help_text="The number in the address of its page. A report is linked from its own page.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )

    def prepare(self) -> None:
        by_hand = [source for source in evidence.SOURCES.values() if source.can_be_added_by_hand]
        _radio(self, "kind").choices = [(source.kind, source.words) for source in by_hand]


class PeerCheckForm(VerbForm):
    """A colleague's look."""

    title = "Check a colleague's work"
    button = "Record my check"
    done = "Your check was recorded."
    note = words("What did you check, and what did you find?", required=True)


class CloseForm(VersionedForm):
    """The end."""

    title = "Close the problem"
    button = "Close"
    done = "The problem is closed."
    outcome = forms.ChoiceField(label="How did it end?", widget=forms.RadioSelect, choices=Problem.Outcome.choices)


class ReopenForm(VersionedForm):
    """Again."""

    title = "Open it again"
    button = "Open again"
    done = "The problem is open again."
    to = forms.ChoiceField(label="At which stage?", widget=forms.RadioSelect)
    note = words("Why?", required=True)

    def prepare(self) -> None:
        labels = dict(Problem.Stage.choices)
        _radio(self, "to").choices = [(stage, labels[stage]) for stage in rules.ORDER[:-1]]


VERBS: dict[str, tuple[type[VerbForm], str]] = {
    "move": (MoveForm, "move_stage"),
    "hypothesis": (HypothesisForm, "add_hypothesis"),
    "evidence": (EvidenceForm, "add_evidence"),
    "peer-check": (PeerCheckForm, "peer_check"),
    "close": (CloseForm, "close"),
    "reopen": (ReopenForm, "reopen"),
}


class JudgeForm(forms.Form):
    """What the evidence says of a hypothesis."""

    verdict = forms.ChoiceField(label="Verdict", choices=Hypothesis.Verdict.choices)


def _choices(form: forms.Form, name: str) -> forms.ModelChoiceField[Any]:
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    return field


def _radio(form: forms.Form, name: str) -> forms.ChoiceField:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    return field
