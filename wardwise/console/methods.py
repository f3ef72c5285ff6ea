"""`wardwise methods`: the analysis library from the command line."""

from __future__ import annotations

import importlib
import os
import pkgutil
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import click

import wardwise.methods
from wardwise.console.forecast import forecast


@click.group()
def methods() -> None:
    """The analysis methods, without a database: arrays and files in, answers out.

    \b
    wardwise methods warm
    """


@methods.command()
def warm() -> None:
    """Compile the methods once, so that no first use has to wait; done already, it takes a second or two.

    \b
    wardwise methods warm
    """
    names = [
        found.name
        for found in pkgutil.walk_packages(wardwise.methods.__path__, "wardwise.methods.")
        if ".tests" not in found.name
    ]
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as workers:
        for _ in workers.map(_compile, names):
            pass


def _compile(name: str) -> None:
    importlib.import_module(name)


methods.add_command(forecast)
