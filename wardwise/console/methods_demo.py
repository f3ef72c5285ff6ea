"""`wardwise methods demo`: the main pictures for one place, from an archive of open police data."""

from __future__ import annotations

import csv
import shutil
import sys
import tempfile
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wardwise.analysis.exports import safe
from wardwise.console.base import BadInput, start_django

if TYPE_CHECKING:
    from wardwise.console import tour

HEAD = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Methods at work</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body{font:1.05rem/1.5 sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem;color:#13252c}
svg{width:100%;height:auto}table{border-collapse:collapse;margin:.5rem 0}td,th{border-bottom:1px solid #b1b9bc;
padding:.2rem .8rem .2rem 0;text-align:left}section{margin:3rem 0}.wide{overflow-x:auto}</style>
<h1>Methods at work</h1>
"""


@click.command()
@click.argument("archive", type=click.Path(path_type=Path))
@click.argument("areas", type=click.Path(path_type=Path))
@click.argument("folder", type=click.Path(path_type=Path))
def demo(archive: Path, areas: Path, folder: Path) -> None:
    """Draw the main pictures for one place into a new folder.

    ARCHIVE is a zip file of data.police.uk, AREAS a GeoJSON of small areas in longitude and latitude, FOLDER a folder
    that does not exist yet. Open index.html in it.

    \b
    wardwise methods demo bedfordshire.zip luton-lsoa.geojson pictures
    """
    if folder.exists():
        raise BadInput("folder", f"{folder} is there already. Name a folder that does not exist yet.")
    start_django()  # the charts of the desk want its settings
    from wardwise.console import open_data, tour

    ground = open_data.areas_in(areas)
    street, stops = open_data.street_in(archive, ground), open_data.stops_in(archive)
    made = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent if folder.parent.exists() else None))
    try:
        with click.progressbar(tour.PICTURES, label="Drawing", file=sys.stderr) as pictures:
            shown = [draw(ground, street, stops) for draw in pictures]
        write(made, shown, archive.name)
        made.chmod(0o755)
        made.replace(folder)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise
    click.echo(f"{len(shown)} pictures of {street.x.size:,} incidents. Open {folder / 'index.html'}")


def write(folder: Path, shown: list[tour.Shown], source: str) -> None:
    parts = [HEAD, f"<p>Made from {escape(source)}. Each picture has its figures beside it as a CSV file.</p>"]
    for picture in shown:
        (folder / f"{picture.name}.svg").write_text(picture.svg, encoding="utf-8")
        with (folder / f"{picture.name}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([picture.columns, *([safe(cell) for cell in row] for row in picture.rows)])
        head = "".join(f"<th>{escape(str(cell))}" for cell in picture.columns)
        rows = "".join("<tr>" + "".join(f"<td>{escape(str(cell))}" for cell in row) for row in picture.rows[:15])
        more = f"<p>The first 15 of {len(picture.rows):,} rows." if len(picture.rows) > 15 else ""
        parts.append(
            f"<section><h2>{escape(picture.title)}</h2><p>{escape(picture.said)}</p>{picture.svg}"
            f'<details><summary>Figures (<a href="{picture.name}.csv">{picture.name}.csv</a>)</summary>'
            f'<div class="wide"><table><tr>{head}</tr>{rows}</table>{more}</div></details></section>'
        )
    (folder / "index.html").write_text("\n".join(parts), encoding="utf-8")
