from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from wardwise.methods.compiled import FLOAT, FLOATS_IN, compiled


@compiled(FLOAT, FLOATS_IN)
def total(values):
    answer = 0.0
    for value in values:
        answer += value
    return answer


def test_a_kernel_reads_what_may_not_be_changed():
    values = np.arange(4.0)
    values.setflags(write=False)
    assert total(values) == 6.0


def test_a_kernel_refuses_a_type_it_was_not_compiled_for():
    with pytest.raises(TypeError):
        total(np.arange(4))


def test_the_desk_and_the_public_site_start_without_the_compiler():
    starting = "import sys, django; django.setup(); import wardwise.config.urls_desk, wardwise.config.urls_site; "
    answer = subprocess.run(
        [sys.executable, "-c", starting + "print('numba' in sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
        env={"DJANGO_SETTINGS_MODULE": "wardwise.config.settings_tests", "PATH": ""},
    )
    assert answer.stdout.strip() == "False"
