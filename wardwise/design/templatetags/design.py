"""Template tags of the page frame; built in, so no page needs to load them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django import forms, template
from django.core.paginator import Page
from django.forms.boundfield import BoundField
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from wardwise.design import charts, maps, pickers, tables
from wardwise.design import forms as design_forms

register = template.Library()


# Forms


@register.filter
def kind(field: BoundField) -> str:
    """How a field is framed: a set of answers with a legend, one box to tick, or a label and a box."""
    if isinstance(field.field.widget, forms.CheckboxInput):
        return "tick"
    return "set" if field.use_fieldset else "plain"


@register.filter
def drawn(field: BoundField) -> SafeString:
    """The answers of a choice (with what they reveal), or the field's own widget."""
    widget = field.field.widget
    if not isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return field.as_widget()
    is_radio = not isinstance(widget, forms.CheckboxSelectMultiple)  # which Django derives from RadioSelect
    return design_forms.options_drawn(field, "radio" if is_radio else "checkbox")


@register.filter
def standing_fields(form: forms.BaseForm) -> list[BoundField]:
    return design_forms.standing_fields(form)


@register.filter
def input_class(widget: dict[str, Any]) -> str:
    """The classes of an input, with those its form asked for."""
    own = {"hidden": "", "file": "govuk-file-upload", "checkbox": "govuk-checkboxes__input"}
    asked = widget.get("attrs", {}).get("class", "")
    return f"{own.get(widget.get('type', ''), 'govuk-input')} {asked}".strip()


@register.filter
def attributes(widget: Any) -> SafeString:
    """The attributes of a box or an answer but its class, each as ` name="value"`."""
    given = widget["attrs"] if isinstance(widget, dict) else widget.attrs
    kept = {name: value for name, value in given.items() if value is not False and name != "class"}
    return format_html_join(
        "", "{}", ((format_html(' {}="{}"', n, v) if v is not True else f" {n}",) for n, v in kept.items())
    )


@register.inclusion_tag("design/forms/errors.html")
def error_summary(*given: forms.BaseForm) -> dict[str, Any]:
    """The list of errors at the top of a page, each a link to the box it is about."""
    return {"errors": [error for form in given if form for error in errors_of(form)]}


def errors_of(form: forms.BaseForm) -> list[dict[str, str]]:
    found = []
    for name, messages in form.errors.items():
        bound = form[name] if name in form.fields else None
        target = first_box(bound) if bound is not None else ""
        said = messages if bound is None else bound.errors
        found += [{"target": target, "words": str(words)} for words in said]
    return found


def first_box(bound: BoundField) -> str:
    if isinstance(bound.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return f"{bound.auto_id}_0"
    return bound.id_for_label or bound.auto_id


# Pictures


@register.simple_tag
def chart(chart: charts.Chart) -> SafeString:
    """A chart with its words, its source and the table of what it shows."""
    return render_to_string(
        "design/chart.html",
        {
            "chart": chart,
            "wide": mark_safe(chart.svg),  # noqa: S308  (drawn and cleaned by wardwise.design.charts)
            "narrow": mark_safe(chart.svg_narrow),  # noqa: S308
        },
    )


@register.simple_tag(takes_context=True)
def map(context: template.Context, shown: maps.Map) -> SafeString:  # noqa: A001  (the word for it in a template)
    """A map with its legend, a picture for paper and for browsers without script, and its table."""
    return render_to_string("design/map.html", maps.page_parts(shown), request=context.get("request"))


@register.simple_tag
def table(
    columns: Sequence[object], rows: Iterable[Sequence[object]], caption: str, numeric: Collection[int] = ()
) -> SafeString:
    """A table of figures; see design.tables."""
    return tables.drawn(columns, rows, caption, numeric)


@register.simple_tag
def point_picker(
    field: BoundField, outline: dict[str, Any] | None = None, label_field: BoundField | None = None
) -> SafeString:
    """A map on which a person may choose a place, over a field that can be typed into."""
    return render_to_string("design/picker.html", pickers.point_parts(field, outline, label_field))


@register.filter
def month_words(month: str) -> str:
    """March 2024, for 2024-03."""
    return charts.month_words(month)


@register.simple_tag
def polygon_picker(field: BoundField, outline: dict[str, Any] | None = None) -> SafeString:
    """A map on which a person may draw an area, over a text area that holds it as GeoJSON."""
    return render_to_string("design/picker.html", pickers.polygon_parts(field, outline))


# Pieces of pages


@register.inclusion_tag("design/components/pagination.html", takes_context=True)
def pagination(context: template.Context, page: Page[Any], name: str = "page") -> dict[str, Any]:
    """Links to the other pages of a list, keeping what was searched for."""
    request: HttpRequest = context["request"]

    def address(number: int) -> str:
        query = request.GET.copy()
        query[name] = str(number)
        return f"?{query.urlencode()}"

    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {
        "page": page,
        "links": [{"number": n, "url": address(n) if isinstance(n, int) else ""} for n in numbers],
        "before": address(page.previous_page_number()) if page.has_previous() else "",
        "after": address(page.next_page_number()) if page.has_next() else "",
    }


@register.inclusion_tag("design/components/tag.html")
def tag(words: str, colour: str = "grey") -> dict[str, str]:
    """A word in a coloured pill: `{% tag "Live" "green" %}`. Colours: grey, green, blue, amber, red, purple."""
    return {"words": words, "colour": colour}


@register.inclusion_tag("design/components/crumbs.html")
def crumbs(*steps: str) -> dict[str, Any]:
    """Where we are: `{% crumbs "Problems" list_url problem.title "" %}`: words and address in turn."""
    return {"steps": list(zip(steps[::2], steps[1::2], strict=False))}
