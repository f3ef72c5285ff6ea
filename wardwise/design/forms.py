"""How forms look: every field is drawn with the page frame's own templates."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Draws forms and fields with the templates in design/forms."""

    form_template_name = "design/forms/form.html"
    field_template_name = "design/forms/field.html"
