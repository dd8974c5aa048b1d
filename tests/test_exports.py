"""CSV and JSON carry what is printed and what it means, and nothing that a program would run."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from dataclasses import replace

import pytest

from budgets.data import CellRef, FindingData
from budgets.exports import (
    content_sha256,
    csv_bytes,
    document_sha256,
    json_bytes,
    json_document,
    sm3,
)
from tests.builders import disclosure_data, label, money, overview, row, spending, table

FINDING = FindingData(
    "error",
    "roll-up",
    CellRef(1, "预算01表", "B9", 5, 1),
    12_350_000,
    12_340_000,
    (CellRef(2, "预算02表", "C5", 0, 2),),
    "合计与明细不符",
    key="k1",
)


def lines(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_csv_opens_in_excel_and_has_one_header_line() -> None:
    content = csv_bytes(overview())

    assert content.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in content
    assert lines(content)[0] == ["收入 / 项目", "收入 / 预算数", "支出 / 项目", "支出 / 预算数"]
    assert lines(content)[2] == ["二、政府性基金预算拨款收入", "", "二、教育支出", ""]


def test_csv_amounts_stand_as_printed_without_separators() -> None:
    content = csv_bytes(
        table(
            [label("项目"), money("预算数")],
            [
                row("甲", "9,032.213338"),
                row("乙", "-"),
                row("丙", "-1,234.50"),
                row("1,000 人", "0.00"),
            ],
        )
    )

    assert lines(content)[1:] == [
        ["甲", "9032.213338"],
        ["乙", "-"],
        ["丙", "-1234.50"],
        ["1,000 人", "0.00"],
    ]


@pytest.mark.parametrize(
    ("text", "harmless"),
    [
        *((one, "'" + one) for one in ("=1+1", "+cmd", "-其中", "@SUM(A1)", " =1", "＝1")),
        ("\t=1", "'\t'=1"),
        ("\r=1", "'\r'=1"),
        ("甲;=1", "甲;'=1"),
        ("甲\n+1", "甲\n'+1"),
        ("甲\n- 乙", "甲\n- 乙"),
    ],
)
def test_csv_text_that_a_spreadsheet_would_run_is_made_harmless(text: str, harmless: str) -> None:
    given_table = table([label("项目"), money("预算数")], [row(text, "1.00")])

    assert lines(csv_bytes(given_table))[1][0] == harmless


@pytest.mark.parametrize("text", ["-12.5", "-", "——", "2010301", "12.50%"])
def test_csv_leaves_figures_codes_and_dashes_alone(text: str) -> None:
    given_table = table([label("项目"), money("预算数")], [row(text, "1.00")])

    assert lines(csv_bytes(given_table))[1][0] == text


def test_csv_of_a_form_without_header_has_its_rows_alone() -> None:
    form = replace(table([label("a")], [row("甲", "乙")]), columns=(), header=(), facts=())

    assert lines(csv_bytes(form)) == [["甲", "乙"]]


def test_json_has_the_layout_that_others_rely_on() -> None:
    document = json_document(disclosure_data(overview(), spending()), "某市外办", "", [FINDING])

    assert set(document) == {
        "department",
        "fiscal_year",
        "kind",
        "version",
        "sha256",
        "sm3",
        "tables",
        "facts",
        "narrative",
        "claims",
        "projects",
        "evaluation",
        "findings",
    }
    assert document["department"] == {
        "slug": "mou-shi-wai-ban",
        "name": "某市外办",
        "region": "110000",
    }
    first = document["tables"][0]
    assert first["header"] == [
        ["收 入", None, "支 出", None],
        ["项 目", "预算数", "项 目", "预算数"],
    ]
    assert first["merges"] == [[0, 0, 0, 1], [0, 2, 0, 3]]
    assert first["rows"][0][:2] == ["一、一般公共预算拨款收入", "100.00"]
    fact = document["facts"][0]
    assert (fact["table"], fact["row"], fact["column"], fact["fen"]) == (1, 0, 1, 100_000_000)
    assert fact["coordinates"]["source"] == "general"


def test_json_findings_speak_in_yuan_and_carry_their_explanation() -> None:
    document = json_document(
        disclosure_data(overview()), "", "x", [FINDING], explanations={"k1": "原文如此"}
    )

    assert document["findings"] == [
        {
            "severity": "error",
            "kind": "roll-up",
            "table": "预算01表",
            "cell": "B9",
            "stated": "123500.00",
            "expected": "123400.00",
            "difference": "100.00",
            "against": [{"table": "预算02表", "cell": "C5"}],
            "message": "合计与明细不符",
            "explanation": "原文如此",
        }
    ]


def test_anybody_can_work_out_the_fingerprint_again() -> None:
    data = json.loads(json_bytes(json_document(disclosure_data(overview()), "某市外办")))
    stated, stated_sm3 = data.pop("sha256"), data.pop("sm3")
    del data["version"]
    canonical = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    assert hashlib.sha256(canonical.encode()).hexdigest() == stated
    assert hashlib.new("sm3", canonical.encode()).hexdigest() == stated_sm3


def test_sm3_gives_the_examples_of_its_standard() -> None:
    # GB/T 32905-2016, appendix A.
    assert sm3(b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert sm3(b"abcd" * 16) == "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"


def test_the_fingerprint_changes_with_every_printed_digit_and_not_with_the_version() -> None:
    one = disclosure_data(overview(general="100.00"))
    other = disclosure_data(overview(general="100.01"))

    assert content_sha256(one) != content_sha256(other)
    assert content_sha256(one) == content_sha256(replace(one, version=7))
    assert content_sha256(one) == document_sha256(json_document(one))


def test_a_float_never_leaves_in_json() -> None:
    with pytest.raises(TypeError, match="float"):
        json_bytes({"fen": [{"value": 0.1}]})
