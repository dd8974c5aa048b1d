"""A region's standards: those that its bureau made, those above it, and the shipped ones."""

from __future__ import annotations

from typing import Any

import pytest

from budgets import models
from budgets.standards import standard
from budgets.standards_kept import UnknownStandard, standard_named, standards_for

FORM = {
    "code": "表1",
    "title": "{year}年度一般公共预算支出表",
    "unit_line": "单位：万元",
    "keys": ["function"],
    "columns": ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
    "rows": [["", "合计"]],
}
DOCUMENT = {"kind": "budget", "unit": "万元", "places": 2, "form": [FORM]}


def own(region: models.Region, year: int, **given: Any) -> models.OwnStandard:
    return models.OwnStandard.objects.create(
        key=f"own-{region.code}-{year}",
        name=f"{region}{year}年表样",
        region=region,
        first_year=year,
        document=DOCUMENT,
        **given,
    )


@pytest.mark.django_db
def test_a_region_is_offered_its_own_forms_before_those_above_it_and_the_shipped_ones() -> None:
    city = models.Region.objects.create(code="110000", name="北京市")
    district = models.Region.objects.create(code="110102", name="西城区", parent=city)
    other = models.Region.objects.create(code="310000", name="上海市")
    own(city, 2025)
    own(district, 2026)
    own(district, 2021, is_retired=True)
    own(other, 2026)

    keys = [one.key for one in standards_for(district)]

    assert keys == [
        "own-110102-2026",
        "xicheng-department-2024",
        "xicheng-department-2022",
        "own-110000-2025",
        "beijing-unit-2026",
    ]
    # A retired one still names the forms of the documents that were made with it.
    assert standard_named("own-110102-2021").forms[0].columns[-1] == ("项目支出",)
    assert standard_named("xicheng-department-2024") is standard("xicheng-department-2024")
    with pytest.raises(UnknownStandard):
        standard_named("own-nowhere")
