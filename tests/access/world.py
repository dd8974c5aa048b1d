"""A small world: two regions, four bodies with documents in every state, and everybody with a role.

甲省  甲主管局 ── 甲下属所 (the documents that are asked for)      丙邻近局
乙省  乙外地局
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.handlers.base import BaseHandler
from django.db import transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from accounts.models import Session
from budgets import jobs, log, models, publishing
from budgets.admin import uploads
from budgets.commenting import comment
from performance.reading import read_performance
from performance.storage import publish_performance
from tests.access.people import person, signed_in
from tests.admin import books
from tests.builders import WHEN, department, finding, published, region, stored
from tests.performance.entry_building import document, hebei_project

CODE = "13010024P00097X210031A"
# What each body is known by; none is a part of another.
PARENT, UNIT, OTHER, ELSEWHERE = "甲主管局", "甲下属所", "丙邻近局", "乙外地局"
HERE, THERE = "甲省", "乙省"
SLUGS = {PARENT: "jia-zhu-guan", UNIT: "jia-xia-shu", OTHER: "bing-lin-jin", ELSEWHERE: "yi-wai-di"}

# Who asks. The unit's own people and those above it, and as many who have nothing to do with it.
ROLES = (
    "nobody",
    "disabled",
    "staff",
    "staff of parent",
    "staff of another",
    "reviewer",
    "publisher",
    "bureau",
    "bureau elsewhere",
    "auditor",
    "administrator",
    "administrator elsewhere",
    "site administrator",
    "superuser",
)
SIGNED_IN = frozenset(ROLES[2:])
# Whose bodies each may come across by name; a unit's people know what it stands under.
OWN = frozenset({PARENT, UNIT, HERE})
ALL_HERE = OWN | {OTHER}
EVERYTHING = ALL_HERE | {ELSEWHERE, THERE}
KNOWS: dict[str, frozenset[str]] = {
    "nobody": frozenset(),
    "disabled": frozenset(),
    "staff": OWN,
    "staff of parent": OWN,
    "staff of another": frozenset({OTHER, HERE}),
    "reviewer": OWN,
    "publisher": OWN,
    "bureau": ALL_HERE,
    "bureau elsewhere": frozenset({ELSEWHERE, THERE}),
    "auditor": ALL_HERE,
    "administrator": ALL_HERE,
    "administrator elsewhere": frozenset({ELSEWHERE, THERE}),
    "site administrator": EVERYTHING,
    "superuser": EVERYTHING,
}


def _handler() -> BaseHandler:
    handler = BaseHandler()
    handler.load_middleware()
    return handler


@dataclass
class World:
    """`keys` are what addresses and forms are filled with, by name."""

    people: dict[str, Any]
    clients: dict[str, Client]
    keys: dict[str, Any]
    handler: BaseHandler = field(default_factory=_handler)

    def ask(self, role: str, method: str, address: str, data: Any = None) -> Any:
        """The answer to one request, after which everything is as it was.

        Past the test client, which copies the context of every template.
        """
        factory = RequestFactory()
        factory.cookies = self.clients[role].cookies
        request = getattr(factory, method)(address, data)
        request._dont_enforce_csrf_checks = True
        with transaction.atomic():
            answer = self.handler.get_response(request)
            if answer.streaming:
                # A file is read and closed as a server would.
                content = b"".join(answer.streaming_content)
                answer.close()
                answer = HttpResponse(content, status=answer.status_code, headers=answer.headers)
            transaction.set_rollback(True)
        return answer

    def filled(self, value: Any) -> Any:
        """Names of keys in their place; everything else as it stands."""
        return self.keys.get(value, value) if isinstance(value, str) else value


def build() -> World:
    here, there = region("110000", HERE), region("450000", THERE)
    parent = department(SLUGS[PARENT], PARENT, here.code)
    unit = department(SLUGS[UNIT], UNIT, here.code, parent)
    other = department(SLUGS[OTHER], OTHER, here.code)
    elsewhere = department(SLUGS[ELSEWHERE], ELSEWHERE, there.code)
    people = {
        "disabled": person("disabled", ("staff", unit), is_active=False),
        "staff": person("staff", ("staff", unit)),
        "staff of parent": person("staff-of-parent", ("staff", parent)),
        "staff of another": person("staff-of-another", ("staff", other)),
        "reviewer": person("reviewer", ("reviewer", unit)),
        "publisher": person("publisher", ("publisher", unit)),
        "bureau": person("bureau", ("bureau", here)),
        "bureau elsewhere": person("bureau-elsewhere", ("bureau", there)),
        "auditor": person("auditor", ("auditor", here)),
        "administrator": person("administrator", ("administrator", here)),
        "administrator elsewhere": person("administrator-elsewhere", ("administrator", there)),
        "site administrator": person("site-administrator", ("administrator", None)),
        "superuser": get_user_model().objects.create_superuser("superuser"),
    }
    clients = {role: Client() for role in ROLES}
    for role in SIGNED_IN:
        clients[role] = signed_in(people[role])
    # No request has to note when it came, which would be undone with it and noted by the next.
    Session.objects.update(seen_at=timezone.now() + dt.timedelta(hours=1))
    keys = {
        "slug": unit.slug,
        "unit": unit.pk,
        "other": other.pk,
        "elsewhere": elsewhere.pk,
        "here": here.pk,
        "there": there.pk,
        "code": here.code,
        "project code": CODE,
        "year": models.FiscalYear.objects.get_or_create(year=2026)[0].pk,
        "person": people["staff"].pk,
        **_documents(people),
        **_lists(here, there),
        **_lineage(unit),
        **_bureau(unit, people["bureau"]),
    }
    return World(people, clients, keys)


def _documents(people: dict[str, Any]) -> dict[str, Any]:
    """The unit's documents in each state, and those of others, whose numbers can be guessed."""
    data = _document(UNIT, 2026, "budget")
    draft = stored(data, findings=[finding(data)])
    models.Disclosure.objects.filter(pk=draft.pk).update(source_name="jia-xia-shu.xlsx")
    event = draft.events.create(at=WHEN, by=people["staff"], what="改写说明")
    models.KeptExplanation.objects.create(event=event, narrative_is_written=False)
    change = models.Change.objects.create(
        disclosure=draft, number=1, at=WHEN, by=people["staff"], what="typed", table_n=1
    )
    said = comment(draft, by=people["reviewer"], text="请核对。")
    submitted = stored(_document(UNIT, 2026, "final-accounts"))
    publishing.submit(submitted, by=people["staff of parent"], as_published=True)
    approved = stored(_document(UNIT, 2026, "performance"))
    publishing.submit(approved, by=people["staff of parent"], as_published=True)
    approved.refresh_from_db()
    publishing.approve(approved, by=people["reviewer"], sha256=approved.sha256)
    submitted.refresh_from_db()
    public = _public(UNIT)
    _public(ELSEWHERE)
    kept = uploads.keep(
        books.balanced(),
        by=people["staff"],
        department=draft.department,
        year=2027,
        kind="budget",
        name="jia-xia-shu.xlsx",
    )
    return {
        "draft": draft.pk,
        "event": event.pk,
        "change": change.number,
        "comment": said.pk,
        "entry": log.append("export", by=people["staff"], subject=draft).pk,
        "submitted": submitted.pk,
        "submitted digest": submitted.sha256,
        "approved": approved.pk,
        "public": public.pk,
        "token": kept.token,
        "job": _job(draft, people["staff"]).token,
        "draft of another": stored(_document(OTHER, 2026, "budget")).pk,
        "draft elsewhere": stored(_document(ELSEWHERE, 2026, "budget", region="450000")).pk,
    }


def _job(draft: models.Disclosure, by: Any) -> models.Job:
    """Long work that is done, its file waiting for who began it."""
    job = jobs.begin(
        models.Job.Kind.PDF, by=by, disclosure=draft, file_name="jia-xia-shu-2026-budget.pdf"
    )
    name = default_storage.save(f"{models.Job.FOLDER}/{job.token}.1", ContentFile(b"%PDF-1.7"))
    models.Job.objects.filter(pk=job.pk).update(state=models.Job.State.DONE, stored_name=name)
    return job


def _document(body: str, year: int, kind: str, *, region: str = "110000") -> Any:
    return document(
        hebei_project(code=CODE if body == UNIT else f"{CODE[:-1]}B"),
        year=year,
        kind=kind,
        slug=SLUGS[body],
        department=body,
        region=region,
    )


def _public(body: str) -> models.Disclosure:
    data = _document(body, 2025, "budget", region="450000" if body == ELSEWHERE else "110000")
    performance = read_performance(data).performance
    return published(data, write=lambda made: publish_performance(made, performance))


def _bureau(unit: models.Department, by: Any) -> dict[str, Any]:
    """What a bureau has written down about the unit."""
    year = models.FiscalYear.objects.get(year=2026)
    own = {"department": unit, "fiscal_year": year, "kind": "evaluation"}
    return {
        "exception": models.ApprovalDay.objects.create(
            region=unit.region, day=WHEN.date(), by=by, at=WHEN, **own
        ).pk,
        "excuse": models.Excused.objects.create(
            reason="并入主管局公开。", by=by, at=WHEN, **own
        ).pk,
        "reminder": models.Reminder.objects.create(
            region=unit.region,
            text="请尽快公开。",
            sent_by=by,
            sent_at=WHEN,
            sent_on=WHEN.date(),
            **own,
        ).pk,
    }


def _lists(here: models.Region, there: models.Region) -> dict[str, Any]:
    forms = {"kind": "budget", "unit": "万元", "places": 2, "form": []}
    agreed: dict[str, list[str]] = {"personnel": [], "public": [], "construction": []}
    own = models.OwnStandard.objects.create(
        key="own-jia",
        name="甲省公开表",
        region=here,
        first_year=2026,
        document={**forms, "conventions": agreed},
    )
    words = models.WordMeaning.objects
    return {
        "forms": own.pk,
        "word": words.create(
            place="row", word="甲词", coordinates={}, region=here, kind="total"
        ).pk,
        "word elsewhere": words.create(
            place="row", word="乙省的词", coordinates={}, region=there, kind="total"
        ).pk,
        "general word": words.create(place="row", word="通用词", coordinates={}, kind="total").pk,
        "classification": models.ClassificationCode.objects.create(
            catalogue="function", code="201", name="一般公共服务"
        ).pk,
    }


def _lineage(unit: models.Department) -> dict[str, Any]:
    """What comparisons over years need to know."""
    former = models.Department.objects.create(slug="yuan", name="丁原局", region=unit.region)
    return {
        "former": former.pk,
        "population": models.Population.objects.create(
            region=unit.region, year=2024, people=1000, source="公报"
        ).pk,
        "succession": models.Succession.objects.create(
            former=former, successor=unit, from_year=2024, note="机构改革"
        ).pk,
        "code succession": models.CodeSuccession.objects.create(
            catalogue="function", former="2010301", successor="2010399", from_year=2024, note="调整"
        ).pk,
    }
