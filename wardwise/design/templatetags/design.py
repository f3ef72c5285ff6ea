"""Template tags of the page frame; built in, so no page needs to load them."""

from __future__ import annotations

from django import template

register = template.Library()
