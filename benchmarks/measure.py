"""CPU time and peak memory of one call, in a process of its own, and tables of them.

CPU time, not the clock: it counts every thread and is not disturbed by what else the machine does.
"""

from __future__ import annotations

import ctypes
import gc
import multiprocessing
import resource
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Step = Callable[[], Any]


@dataclass(frozen=True)
class Figure:
    """The least CPU seconds of several calls, and by how many megabytes the first one raised the process's memory."""

    cpu_s: float
    peak_mb: float
    answer: Any


def measure(step: Step, *, repeats: int = 3) -> Figure:
    """Call `step` in a forked process: what it leaves behind cannot help or hinder the next."""
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    child = context.Process(target=_in_child, args=(step, repeats, there))
    child.start()
    there.close()
    try:
        figure: Figure = here.recv()
    except EOFError:
        child.join()
        raise RuntimeError(f"the measured step ended with code {child.exitcode}") from None
    child.join()
    return figure


def _in_child(step: Step, repeats: int, there: Any) -> None:
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)  # memory freed but kept would be used again and not be seen to grow
    Path("/proc/self/clear_refs").write_text("5")  # forget the peak that was inherited
    before = _megabytes("VmRSS")
    answer = step()
    peak = _megabytes("VmHWM") - before
    times = []
    for _ in range(repeats):
        start = _cpu_s()
        step()
        times.append(_cpu_s() - start)
    there.send(Figure(min(times), max(peak, 0.0), answer))
    there.close()


def _cpu_s() -> float:
    """With the programs it called: some peers leave the work to a solver of its own."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _megabytes(name: str) -> float:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) / 1024
    return 0.0


def table(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Print rows as a Markdown table, ready for docs/benchmarks.md."""
    print("| " + " | ".join(head) + " |")
    print("|" + "---|" * len(head))
    for row in rows:
        print("| " + " | ".join(said(cell) for cell in row) + " |")


def said(cell: Any) -> str:
    if isinstance(cell, float):
        return f"{cell:.3g}" if abs(cell) < 100 else f"{cell:,.0f}"
    return f"{cell:,}" if isinstance(cell, int) else str(cell)
