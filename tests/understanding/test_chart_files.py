"""Charts as files: whole in themselves, with the numbers of the document."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from django.test import Client

from budgets.pages.understanding.chart_files import CHARTS, chart_files, chart_path
from budgets.pages.understanding.story import story_of
from budgets.printing.pictures import render_pictures
from tests.builders import keep, label, money, overview, published, row, table
from tests.documents import XICHENG_2022, sample

pytestmark = pytest.mark.django_db


def files() -> dict[str, bytes]:
    data = replace(sample(XICHENG_2022), slug="xicheng-fao")
    return {path: content for path, (content, _type) in chart_files(data, story_of(data)).items()}


def test_every_chart_is_there_in_every_form_and_language() -> None:
    made = files()

    assert set(made) == {
        chart_path(language, name, suffix)
        for language in ("zh-hans", "en")
        for name in CHARTS
        for suffix in ("svg", "png", "csv")
    }
    for path, content in made.items():
        if path.endswith("svg"):
            root = ElementTree.fromstring(content)
            text = content.decode()
            assert root.find("{http://www.w3.org/2000/svg}title") is not None
            # No style sheet, no script, nothing from elsewhere.
            assert not {"<style", "<script", "href=", "class="} & {
                word for word in ("<style", "<script", "href=", "class=") if word in text
            }
        if path.endswith("png"):
            assert content.startswith(b"\x89PNG")


def test_the_numbers_of_a_chart_are_those_of_the_document() -> None:
    made = files()

    rows = list(csv.reader(io.StringIO(made["charts/zh-hans/functions.csv"].decode("utf-8-sig"))))
    flow = list(csv.reader(io.StringIO(made["charts/zh-hans/flow.csv"].decode("utf-8-sig"))))

    assert rows[0] == ["级次", "科目编码", "科目名称", "金额（元）", "表", "行"]
    assert rows[1][:2] + rows[1][3:] == ["1", "201", "4533489.03", "1", "1"]
    top = [round(float(one[3]) * 100) for one in rows[1:] if one[0] == "1"]
    assert sum(top) == 586_476_837
    assert ["收入", "一般公共预算拨款收入", "5864768.37", "1", "1"] in flow


def test_hostile_names_stay_texts() -> None:
    bad = '=1+1<script>&"'
    uses = table(
        [label("项目"), money("预算数")],
        [
            row(bad, "70.00", side="out", function="201"),
            row("乙", "50.50", side="out", function="205"),
        ],
    )
    data = replace(sample(XICHENG_2022), tables=(overview(), replace(uses, n=2)), department=bad)

    made = {path: content for path, (content, _t) in chart_files(data, story_of(data)).items()}

    for path, content in made.items():
        if path.endswith("svg"):
            assert b"<script" not in content
            ElementTree.fromstring(content)
        if path.endswith("csv"):
            assert "\n=1" not in content.decode()
            assert ",=1" not in content.decode()


def test_pictures_are_drawn_in_their_order_and_always_alike() -> None:
    small, large = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{n}" height="10"></svg>'.encode()
        for n in (10, 30)
    )

    drawn = render_pictures([small, large])

    assert [int.from_bytes(one[16:20]) for one in drawn] == [20, 60]
    assert render_pictures([small]) == drawn[:1]
    assert render_pictures([]) == ()


def test_a_chart_is_served_in_the_language_of_its_address(client: Client) -> None:
    data = replace(sample(XICHENG_2022), slug="xicheng-fao", region="110102")

    def write(disclosure: object) -> None:
        for language in ("zh-hans", "en"):
            path = chart_path(language, "flow", "svg")
            keep(disclosure, path, language.encode(), "image/svg+xml; charset=utf-8")

    published(data, write=write)
    base = "/departments/xicheng-fao/2022/budget/"

    answers = {
        address: client.get(address + "charts/flow.svg")
        for address in (base, f"/en{base}", f"{base}v1/")
    }

    assert [b"".join(one.streaming_content) for one in answers.values()] == [
        b"zh-hans",
        b"en",
        b"zh-hans",
    ]
    # Other sites may show it, and nothing else of ours.
    assert answers[base]["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert client.get(base)["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "max-age=3600" in answers[f"{base}v1/"]["Cache-Control"]
    assert client.get(f"{base}charts/other.svg").status_code == 404
    page = client.get(base).content.decode()
    assert 'href="charts/flow.svg"' in page
    assert f"src=&#34;http://testserver{base}v1/charts/functions.svg&#34; alt=" in page
