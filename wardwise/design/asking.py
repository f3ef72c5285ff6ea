"""What a form says when an answer is missing or cannot be: what to do, in words made from the question.

Django's own "This field is required." tells nobody at the top of a page which field. A form that has better words of
its own (`error_messages`) keeps them.
"""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.forms.utils import ErrorList

ASKS = ("what", "who", "how", "when", "why", "where", "which", "is", "are", "does", "do", "has", "have", "may", "can")
STANDS_ALONE = ("the", "a", "an", "your", "our", "its", "their", "every", "any", "each")
LEADS_IN = ("from", "to", "until", "in", "on", "at", "by", "of", "for", "it", "they", "this", "we", "i")


class Asked(BoundField):
    """A field as it is drawn, whose errors say what to do."""

    @property
    def errors(self) -> ErrorList:
        given = super().errors
        said = [in_our_words(self, error) for error in getattr(given, "data", ())]
        return self.form.error_class(said, error_class=given.error_class, renderer=self.form.renderer)


def in_our_words(bound: BoundField, error: ValidationError) -> ValidationError:
    """The same error, in words that say what to do if they were Django's own."""
    field, code = bound.field, getattr(error, "code", None)
    if code == "required" and is_stock(error, forms.Field, "required"):
        return ValidationError(missing(bound), code=code)
    if code == "invalid_choice":
        return ValidationError(f"Choose one of the answers to “{question(bound)}”", code=code)
    if code == "max_length" and error.params and not isinstance(field, forms.FileField):
        most, now = error.params["limit_value"], error.params["show_value"]
        return ValidationError(
            f"“{question(bound)}” has {now:,} characters. Shorten it to {most:,} or fewer", code=code
        )
    return error


def is_stock(error: ValidationError, kind: type[forms.Field], code: str) -> bool:
    return str(error.message) == str(kind.default_error_messages[code])


def question(bound: BoundField) -> str:
    return str(bound.label).strip().removesuffix("(optional)").rstrip()


def missing(bound: BoundField) -> str:
    """ "Enter the short title", "Choose the owner", "Answer “What was done?”"."""
    words, widget = question(bound), bound.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return f"Tick “{words}”"
    first = words.split(" ", 1)[0].lower()
    chooses = isinstance(widget, forms.Select | forms.RadioSelect | forms.CheckboxSelectMultiple | forms.FileInput)
    if words.endswith("?") or first in ASKS:
        return f"Choose an answer to “{words}”" if chooses else f"Answer “{words}”"
    verb = "Choose" if chooses else "Enter"
    if first in LEADS_IN:
        return f"{verb} “{words}”"
    named = words if words[1:2].isupper() else words[:1].lower() + words[1:]
    return f"{verb} {named}" if first in STANDS_ALONE else f"{verb} the {named}"
