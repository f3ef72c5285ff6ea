"""A fault is one version's, `peer("esda", "2.9")`, or, where the peer cannot be installed, a rule's: `restated`."""

from __future__ import annotations

from importlib import metadata

import pytest


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "peer(package, version): the fault was seen in this version of the package")
    config.addinivalue_line("markers", "restated(program): a program on no package index; the test states its rule")


@pytest.fixture(autouse=True)
def same_version(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("restated"):
        return
    mark = request.node.get_closest_marker("peer")
    assert mark is not None, "say whose fault it is: @pytest.mark.peer(package, version)"
    package, version = mark.args
    installed = metadata.version(package)
    assert f"{installed}.".startswith(f"{version}."), (
        f"the fault was seen in {package} {version}, and {installed} is installed: look whether it is still there"
    )
