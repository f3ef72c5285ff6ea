"""Every address of the two doors, found by walking the URL configuration, and filled with what there is."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.urls import URLPattern, URLResolver

PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")
WORDS = {"scheme": ["ward-2013", "ward-2023"], "area": ["zanzibar-1"], "code": ["x"], "kind": ["noise"]}


@dataclass(frozen=True)
class Route:
    """One address pattern, the name it is reversed by, and the view behind it."""

    pattern: str
    name: str
    view: Callable[..., Any]

    @property
    def parameters(self) -> list[tuple[str, str]]:
        return [(kind or "str", name) for kind, name in PARAMETER.findall(self.pattern)]

    def filled(self, partnership: str, keys: list[int]) -> Iterator[str]:
        """The addresses of this pattern for a partnership and every one of these keys."""
        choices = [choices_of(kind, name, partnership, keys) for kind, name in self.parameters]
        for values in itertools.product(*choices):
            given = iter(values)
            yield "/" + PARAMETER.sub(lambda _: next(given), self.pattern)  # noqa: B023  (used at once)


def choices_of(kind: str, name: str, partnership: str, keys: list[int]) -> list[str]:
    if name == "partnership":
        return [partnership]
    if kind == "int":
        return [str(key) for key in keys]
    if kind == "uuid":
        return ["8c5d6f0e-6a51-4a3e-9d55-0a3d4a6f0001"]
    return WORDS.get(name, ["x"])


def routes(urlconf: str) -> list[Route]:
    return list(walk(import_module(urlconf).urlpatterns, "", ""))


def walk(patterns: list[Any], before: str, namespace: str) -> Iterator[Route]:
    for pattern in patterns:
        here = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = ":".join(part for part in (namespace, pattern.namespace) if part)
            yield from walk(pattern.url_patterns, here, inner)
        elif isinstance(pattern, URLPattern):
            name = ":".join(part for part in (namespace, pattern.name) if part)
            yield Route(here, name, pattern.callback)


def desk_routes() -> list[Route]:
    """The desk's addresses inside a partnership."""
    return [r for r in routes("wardwise.config.urls_desk") if r.pattern.startswith("desk/<")]
