"""The pictures of `docs/methods`, drawn from the real data beside this checkout: `script/bench pictures`.

Only what the methods make of the data is drawn and committed, never a row of it.
"""

from __future__ import annotations

from benchmarks import inputs


def main() -> None:
    folder = inputs.shared_data()
    if folder is None:
        print("The real data is not beside this checkout.")
        return
    from benchmarks.pictures import comparisons, events, ground, series  # they import what the benchmarks alone need

    for module in (series, ground, comparisons, events):
        for picture in module.PICTURES:
            picture(folder)
            print("drawn:", picture.__name__, flush=True)
