"""What the library's own scripts for security keys read from a page: a piece of data, not a script that runs."""

from __future__ import annotations

import json

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@register.simple_tag
def key_script(name: str, **ids: str) -> SafeString:
    """Which of the library's functions begins, and the ids of the boxes it fills."""
    data = mark_safe(json.dumps({"ids": {k: str(v) for k, v in ids.items()}}).translate(ESCAPES))  # noqa: S308
    return format_html('<script data-allauth-onload="{}" type="application/json">{}</script>', name, data)
