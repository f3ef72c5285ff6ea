"""Files that leave the system: each says where it comes from, under which licence, and what was asked."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from typing import Any

BYTE_ORDER_MARK = "\ufeff"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def csv_file(notes: Sequence[tuple[str, str]], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """A table as CSV that a spreadsheet opens rightly and never runs: notes first, each line beginning with #."""
    out = io.StringIO(BYTE_ORDER_MARK, newline="")
    out.seek(0, io.SEEK_END)
    writer = csv.writer(out)
    for name, words in notes:
        writer.writerow([f"# {name}: {one_line(words)}"])
    writer.writerow(columns)
    writer.writerows([safe(value) for value in row] for row in rows)
    return out.getvalue().encode()


def geojson_file(notes: Sequence[tuple[str, str]], features: list[dict[str, Any]]) -> bytes:
    """A GeoJSON collection (WGS84) with its notes as members of their own, which the standard allows."""
    about = {name.lower().replace(" ", "_"): words for name, words in notes}
    return json.dumps(
        {"type": "FeatureCollection", "about": about, "features": features}, ensure_ascii=False, allow_nan=False
    ).encode()


def safe(value: Any) -> Any:
    """Text that a spreadsheet would take for a formula is marked as text; numbers stay numbers; nothing is empty."""
    if isinstance(value, str) and value.lstrip(" ").startswith(FORMULA_STARTS):
        return f"'{value}"
    if value is None or (isinstance(value, float) and value != value):
        return ""
    return value


def one_line(words: str) -> str:
    return " ".join(words.split())
