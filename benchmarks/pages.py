"""What does a page cost the server, what does it ask of the database, and how heavy is it on the wire?

Run with `script/bench pages`. Input: the demo town, and where the folder of real data is beside this checkout, Luton
with the whole archive of Bedfordshire; both are made in a folder that is thrown away. Each page is asked for in a
process that has served it before (the first request is the line "first of a process"). Times are CPU milliseconds of
the whole request through Django's test client, compression with it; the median of eleven. There is no peer:
what is asserted is the answer 200, and the goals are 100 ms and, without maps, 60 kB.
"""

from __future__ import annotations

import gzip
import os
import statistics
import subprocess
import sys
import tempfile
import time

from benchmarks.ingest import SHARED
from benchmarks.measure import table

TIMES = 11
HEAD = ("page", "CPU ms", "queries", "kB", "kB sent")
SITE = {
    "home": "",
    "what is happening?": "report/",
    "looking a report up": "report/status/",
    "wards": "areas/",
    "a ward": "areas/{ward}/",
}
DESK = {
    "home": "",
    "reports": "reports/",
    "problems": "problems/",
    "operations": "operations/",
    "evaluations": "outcomes/",
    "releases": "releases/",
    "data": "ingest/",
    "boundaries": "places/",
    "members": "partners/members/",
    "explore, asked before": "explore/",
}


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="wardwise-pages-") as home:
        os.environ |= {"WARDWISE_HOME": home, "DJANGO_SETTINGS_MODULE": "wardwise.config.settings"}
        os.environ.pop("DATABASE_URL", None)
        wardwise("demo")
        if SHARED.is_dir():
            make_luton()
        else:
            print("The archive of real data is not beside this checkout: only the demo was measured.")
        begun = time.process_time()
        import django

        django.setup()
        from django.core.management import call_command

        call_command("collectstatic", verbosity=0, interactive=False)
        look(time.process_time() - begun)


def wardwise(*words: str) -> None:
    subprocess.run([sys.executable, "-m", "wardwise.console", *words], check=True, capture_output=True)


def make_luton() -> None:
    who = ("--organisation", "Luton Council")
    wardwise("partnership", "create", "luton", "--name", "Safer Luton", "--place", "Luton")
    wardwise("organisation", "add", "luton", "Luton Council", "--kind", "council", "--status", "responsible")
    purpose = ("--title", "Community safety", "--purpose", "To prevent crime", "--gateway", "CDA 1998 s.115")
    wardwise("agreement", "add", "luton", *purpose, *who, "--expires", "2099-03-31")
    wardwise("person", "add", "luton", "amina@luton.example", "--name", "Amina Khan", *who, "--role", "manager")
    for name, scheme in (("luton-wards", "ward-2013"), ("luton-lsoa-2021-approximate", "lsoa-2021")):
        path = str(SHARED / "boundaries" / f"{name}.geojson")
        wardwise("load", "boundaries", path, "--scheme", scheme, "--partnership", "luton")
    wardwise("load", "police-uk", str(next((SHARED / "police-uk").glob("*.zip"))), "--partnership", "luton")


def look(started_s: float) -> None:
    from django.conf import settings
    from django.test import Client

    from wardwise.config.warm import warm
    from wardwise.partners.models import Partnership, Person

    settings.ALLOWED_HOSTS.append("testserver")
    begun = time.process_time()
    warm()
    print(
        f"Start of a process: Django {started_s:.1f} s, then every page's code and template {cpu_since(begun):.1f} s"
    )
    for partnership in Partnership.objects.order_by("-is_fictitious"):
        manager = Person.objects.filter(posts__partnership=partnership, posts__role="manager").get()
        resident, staff = Client(), Client()
        staff.force_login(manager)
        ward = told(partnership, manager)
        at_site, at_desk = f"/{partnership.slug}/", f"/desk/{partnership.slug}/"
        lines = [("first of a process", *figures(resident, at_site, times=1))]
        lines += [(name, *figures(resident, at_site + path.format(ward=ward))) for name, path in SITE.items()]
        form = resident.post(f"{at_site}report/tell-us/", {"kind": "fly-tipping"}, follow=True)
        lines.append(("report form", *figures(resident, form.request["PATH_INFO"])))
        lines.append(("a report's status", *status(resident, at_site, partnership)))
        lines += [(f"desk: {name}", *figures(staff, at_desk + path)) for name, path in DESK.items()]
        print(f"\n{partnership.name}\n")
        table(HEAD, lines)


def told(partnership: object, manager: object) -> str:
    """The address of a ward with a page, made and approved now if there is none."""
    from wardwise.publication.area_pages import queries, rules
    from wardwise.publication.area_pages.models import Release

    standing = Release.objects.filter(partnership=partnership, state="approved").first()
    if standing is None:
        ward = queries.wards(partnership).order_by("name").first()
        standing = rules.approve(rules.prepare(partnership=partnership, area=ward, by=manager), by=manager)
    return queries.slug_of(standing.area)


def status(client: object, at_site: str, partnership: object) -> tuple[object, ...]:
    from wardwise.scanning.reports.tests.making import submitted

    taken = submitted(partnership)
    asked = {"reference": taken.report.reference, "code": taken.code}
    shown = client.post(f"{at_site}report/status/", asked, follow=True)
    return figures(client, shown.request["PATH_INFO"])


def figures(client: object, address: str, times: int = TIMES) -> tuple[object, ...]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def ask() -> tuple[float, bytes]:
        begun = time.process_time()
        answer = client.get(address, HTTP_ACCEPT_ENCODING="gzip")
        assert answer.status_code == 200, (address, answer.status_code)
        return 1000 * cpu_since(begun), answer.content

    if times > 1:
        ask()
    taken = [ask() for _ in range(times)]
    with CaptureQueriesContext(connection) as queries:
        ask()
    sent = taken[-1][1]
    plain = gzip.decompress(sent) if sent[:2] == b"\x1f\x8b" else sent
    return statistics.median(ms for ms, _ in taken), len(queries), len(plain) / 1000, len(sent) / 1000


def cpu_since(begun: float) -> float:
    return time.process_time() - begun


if __name__ == "__main__":
    main()
