"""`script/bench` runs all of them, `script/bench geometry` one. A benchmark is a module here with a `main()`."""

from __future__ import annotations

import importlib
import os
import pkgutil
import platform
import sys

import benchmarks

HELPERS = {"__main__", "measure", "inputs"}


def names() -> list[str]:
    return [found.name for found in pkgutil.iter_modules(benchmarks.__path__) if found.name not in HELPERS]


def main(wanted: list[str]) -> int:
    unknown = sorted(set(wanted) - set(names()))
    if unknown:
        print(f"There is no benchmark {', '.join(unknown)}. There are: {', '.join(names())}.", file=sys.stderr)
        return 2
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}")
    for name in wanted or names():
        print(f"\n# {name}")
        importlib.import_module(f"benchmarks.{name}").main()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
