"""Run the test suite on SQLite and, where a PostgreSQL server is installed, once more on PostgreSQL."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PYTEST = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "loadscope"]


def main() -> int:
    required = os.environ.get("WARDWISE_TESTS_REQUIRE", "").split(",")
    print("== on SQLite", flush=True)
    code = subprocess.run(PYTEST, check=False).returncode
    if code:
        return code
    server = find_postgresql()
    if server is None:
        if "postgresql" in required:
            print("No PostgreSQL server was found, and WARDWISE_TESTS_REQUIRE asks for one.")
            return 1
        print("== PostgreSQL is not installed: its run was left out (on Debian: apt-get install postgresql)")
        return 0
    print("== on PostgreSQL", flush=True)
    with running(server) as address:
        # Numerics and browser journeys do not touch the database in a way of their own: once is enough.
        command = [*PYTEST, "-m", "not journey", "--ignore=wardwise/methods"]
        return subprocess.run(command, check=False, env={**os.environ, "DATABASE_URL": address}).returncode


def find_postgresql() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


@contextmanager
def running(server: Path) -> Iterator[str]:
    """A throw-away cluster on a Unix socket, gone when the tests are done. PostgreSQL refuses to run as root."""
    # 107 bytes is the most a socket path may have, so not below the project folder.
    folder = Path(tempfile.mkdtemp(prefix="ww-pg-", dir="/tmp"))
    owner = os.environ.get("WARDWISE_POSTGRES_USER", "postgres") if os.getuid() == 0 else ""
    if owner:
        record = pwd.getpwnam(owner)
        os.chown(folder, record.pw_uid, record.pw_gid)

    def run(*command: str) -> None:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder, user=owner or None)

    cluster = folder / "cluster"
    run(str(server / "initdb"), "-D", str(cluster), "-U", "wardwise", "-A", "trust", "--no-sync", "-E", "UTF8")
    options = f"-k {folder} -c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    run(str(server / "pg_ctl"), "-D", str(cluster), "-w", "-o", options, "-l", str(folder / "log"), "start")
    try:
        yield f"postgres://wardwise@{str(folder).replace('/', '%2F')}/postgres"
    finally:
        run(str(server / "pg_ctl"), "-D", str(cluster), "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    raise SystemExit(main())
