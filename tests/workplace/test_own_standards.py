"""A bureau makes a set of forms from its blank workbook, without a programmer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client

from budgets import models
from budgets.admin.own_standards import FormsWork
from budgets.admin.unknowns import unknowns
from budgets.carrying import blank_tables
from budgets.data import DisclosureData, TableData
from budgets.importing import preview_workbook, vocabulary_for
from budgets.own_standards import standard_of, words_of
from budgets.proposing import filled, proposed_sources
from budgets.reconcile import reconcile
from budgets.standards import Standard, standard, standards
from budgets.standards_kept import recognised, standards_for
from budgets.vocabulary import shipped_vocabulary
from budgets.workbook.form_writer import write_forms
from budgets.workbook.writer import write_workbook
from tests.access.people import person, signed_in
from tests.admin import books
from tests.builders import region

XICHENG = standard("xicheng-department-2024")
# Words of this bureau alone, and what they mean.
PRINTED = {"基本支出": "常态性开支", "“三公”经费": "“三公”开销", "七、住房保障支出": "七、安居支出"}
MEANT = {"常态性开支": "nature:basic", "开销": "nothing", "安居支出": "code:221"}


@pytest.mark.parametrize("one", standards(), ids=lambda one: one.key)
def test_trying_finds_which_forms_follow_from_which(one: Standard) -> None:
    data = filled(one, shipped_vocabulary(), one.first_year)
    found = proposed_sources(one, shipped_vocabulary(), one.first_year)

    assert reconcile(data).errors == ()
    assert {code: told.sources for code, told in found.items()} == {
        form.code: form.derived_from for form in one.forms if form.derived_from
    }


def blank_workbook() -> bytes:
    """The bureau's workbook of 2027: the forms of another place with a few words of its own."""

    def new(text: str | None) -> str | None:
        for old, own in PRINTED.items():
            text = text.replace(old, own) if text and "“" in old else text
        return PRINTED.get(text or "", text)

    def worded(table: TableData) -> TableData:
        return replace(
            table,
            title=new(table.title) or "",
            header=tuple(tuple(map(new, line)) for line in table.header),
            rows=tuple(replace(row, cells=tuple(map(new, row.cells))) for row in table.rows),
        )

    tables = blank_tables(XICHENG, 2027, "本单位", shipped_vocabulary()).data.tables
    return write_forms([worded(table) for table in tables], XICHENG, "2027年")


def sent(answer: Any, do: str, **changed: Any) -> dict[str, Any]:
    """What the page's form sends with this button, some fields changed."""
    context = answer.context
    given: dict[str, Any] = {"was": context["was"], "do": do}
    forms = [context["whole"], *(entry.form for entry in context["entries"])]
    for form in forms:
        given |= {field.html_name: field.value() for field in form}
    for number, entry in enumerate(context["entries"]):
        given[f"fixed{number}"] = [at for at, _text, fixed in entry.rows if fixed]
    return {**given, **changed}


@pytest.mark.django_db
def test_a_blank_workbook_becomes_the_forms_of_a_region() -> None:
    here = region("530100", "昆明市")
    client = signed_in(person("bureau", ("administrator", here)))
    for code, name in (("221", "住房保障支出"),):
        models.ClassificationCode.objects.create(catalogue="function", code=code, name=name)

    own = _uploaded(client, here)
    page = client.get(f"/admin/budgets/ownstandard/{own.pk}/change/")
    assert {one.word for one in page.context["lacking"]} == set(MEANT)
    assert standards_for(here)[0].region != "530100", "it is not in use before that is said"

    for one in page.context["lacking"]:
        _teach(client, own, one.query, MEANT[one.word])
    page = client.get(f"/admin/budgets/ownstandard/{own.pk}/change/")
    assert not page.context["lacking"]
    answer = client.post(page.request["PATH_INFO"], sent(page, "propose"))
    page = client.get(answer.url)
    answer = client.post(answer.url, sent(page, "use", places=6, name="昆明市公开表（2027年）"))
    assert answer.status_code == 302

    # Somebody who still looks at the page of before does not write over it.
    assert client.post(answer.url, sent(page, "save", name="别的名称")).status_code == 409
    made = standards_for(here)[0]
    assert (made.name, made.places, made.first_year) == ("昆明市公开表（2027年）", 6, 2027)
    assert {form.code: form.derived_from for form in made.forms} == {
        form.code: form.derived_from for form in XICHENG.forms if form.kind == "money"
    }
    assert {form.code: form.keys for form in made.forms} == {
        form.code: form.keys for form in XICHENG.forms if form.kind == "money"
    }
    assert made.form("表1").title_of(2028) == "2028年部门预算收支总表"
    _its_workbook_is_understood(client, here, made, own)


def _uploaded(client: Client, here: models.Region) -> models.OwnStandard:
    answer = client.post(
        "/admin/budgets/ownstandard/add/",
        {
            "region": here.pk,
            "name": "公开表",
            "first_year": 2027,
            "kind": "budget",
            "file": books.file(blank_workbook(), "blank.xlsx"),
        },
    )
    assert answer.status_code == 302, answer.context["form"].errors
    return models.OwnStandard.objects.get()


def _teach(client: Client, own: models.OwnStandard, query: str, what: str) -> None:
    asked = parse_qs(urlsplit(f"?{query}").query)
    address = f"/admin/budgets/ownstandard/{own.pk}/meaning/?" + urlencode(
        {"place": asked["place"][0], "word": asked["word"][0]}
    )
    answer = client.post(address, {"what": what, "save": "yes"})
    assert answer.status_code == 302, answer.context["form"].errors


def _its_workbook_is_understood(
    client: Client, here: models.Region, made: Standard, own: models.OwnStandard
) -> None:
    """The blank workbook that it makes, filled in and brought back, is read whole and adds up."""
    own.refresh_from_db()
    blank = client.get(f"/admin/budgets/ownstandard/{own.pk}/blank/").content
    read = _read(blank, here)
    assert [table.code for table in read.tables] == [form.code for form in made.forms]
    assert read.tables[2].header == ((*read.tables[2].header[0],), *read.tables[2].header[1:])
    assert ("常态性开支",) in [column.path for column in read.tables[2].columns]

    back = _read(write_workbook(filled(made, words_of(own), 2027)), here)

    assert not unknowns(back, vocabulary_for(here))
    assert not [item for table in back.tables for item in table.uninterpreted]
    assert reconcile(back).errors == ()
    assert len(reconcile(back).checks) > 100
    assert recognised(back, here) == made
    assert standard_of(own) == made
    assert not unknowns(FormsWork(own).read(), words_of(own))


def _read(content: bytes, here: models.Region) -> DisclosureData:
    return preview_workbook(
        content,
        name="budget.xlsx",
        department="某局",
        fiscal_year=2027,
        kind="budget",
        region=here,
    ).data


@pytest.mark.django_db
def test_forms_of_another_region_are_not_there_and_staff_may_only_look() -> None:
    here, there = region("530100", "昆明市"), region("310000", "上海市")
    own = models.OwnStandard.objects.create(
        key="own-x", name="公开表", region=here, first_year=2027,
        document={"kind": "budget", "unit": "万元", "places": 2, "form": [],
                  "conventions": {"personnel": [], "public": [], "construction": []}},
    )  # fmt: skip
    address = f"/admin/budgets/ownstandard/{own.pk}/change/"

    assert signed_in(person("far", ("administrator", there))).get(address).status_code == 404
    watcher = signed_in(person("near", ("auditor", here)))
    assert watcher.get(address).status_code == 200
    assert watcher.post(address, {"do": "use"}).status_code == 403
    assert watcher.get("/admin/budgets/ownstandard/add/").status_code == 403
    bureau = signed_in(person("bureau", ("bureau", here)))
    assert bureau.get("/admin/budgets/ownstandard/add/").status_code == 200
