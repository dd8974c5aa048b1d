"""The files of all facts: the same facts in each, replaced as a whole, without what was withdrawn."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import logging
from pathlib import Path

import duckdb
import pytest
from django.contrib.auth import get_user_model
from django.core.files.storage import default_storage
from django.test import Client

from budgets import publishing
from budgets.bulk import making
from budgets.bulk.columns import NAMES
from budgets.coordinates import DIMENSIONS
from budgets.models import BulkSet, Disclosure, Fact
from budgets.money import yuan
from tests.documents import XICHENG_2022
from tests.open_data.site import bytes_of, office, public, site

pytestmark = pytest.mark.django_db(transaction=True)
FACTS = "/data/region/110102/facts.csv"


def lines(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_csv_parquet_and_the_package_say_what_the_facts_say(client: Client, tmp_path: Path) -> None:
    site()

    assert making.make_due() == 5
    assert making.due() == []
    content = bytes_of(client.get(FACTS))
    told = lines(content)

    stored = Fact.objects.filter(department__slug="fao").order_by(
        "disclosure_id", "table_n", "row", "column"
    )
    assert [
        (int(one["year"]), int(one["table"]), int(one["row"]), int(one["column"]), int(one["fen"]))
        for one in told
    ] == [(one.year, one.table_n, one.row + 1, one.column + 1, one.fen) for one in stored]
    assert [[one[name] for name in DIMENSIONS] for one in told] == [
        [getattr(one, name) for name in DIMENSIONS] for one in stored
    ]
    assert [one["amount"] for one in told] == [yuan(one.fen) for one in stored]
    assert bytes_of(client.get(FACTS + "?bom=0")) == content[3:]

    path = tmp_path / "facts.parquet"
    path.write_bytes(bytes_of(client.get(FACTS.replace("csv", "parquet"))))
    columns = ", ".join(f'CAST("{name}" AS VARCHAR)' for name in NAMES)
    read = duckdb.sql(f"SELECT {columns} FROM read_parquet('{path}')").fetchall()
    assert [list(row) for row in read] == [[one[name] for name in NAMES] for one in told]

    package = json.loads(bytes_of(client.get(FACTS.replace("facts.csv", "datapackage.json"))))
    described = package["resources"][0]
    assert described["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    assert described["bytes"] == len(content)
    assert [field["name"] for field in described["schema"]["fields"]] == list(told[0])
    assert package["fact_count"] == len(told)
    # The fiscal profile takes CSV alone: what claims it without keeping to it fits no validator.
    assert package["profile"] == "data-package"
    kinds = {one["dimensionType"] for one in package["model"]["dimensions"].values()}
    assert kinds <= {"datetime", "entity", "classification", "activity", "location", "other"}

    page = client.get("/data/").content.decode()
    assert FACTS in page
    assert described["hash"].removeprefix("sha256:") in page
    assert FACTS in client.get("/regions/110102/").content.decode()


def test_what_is_withdrawn_is_handed_out_no_more_and_gone_in_the_next_round(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    gone, *_others = site()
    making.make_due()
    before = {file["stored"] for one in BulkSet.objects.all() for file in one.files}

    publishing.withdraw(gone, by=get_user_model().objects.create(username="p"), notice="误发。")

    caplog.set_level(logging.CRITICAL)
    assert client.get(FACTS).status_code == 503
    assert client.get("/data/year/2022/facts.parquet").status_code == 503
    assert bytes_of(client.get("/data/year/2024/facts.csv"))
    assert sorted(making.due()) == [("region", "110102"), ("year", "2022")]
    making.make_due()
    assert {one["year"] for one in lines(bytes_of(client.get(FACTS)))} == {"2024"}
    assert client.get("/data/year/2022/facts.csv").status_code == 404
    now = {file["stored"] for one in BulkSet.objects.all() for file in one.files}
    assert not [name for name in before - now if default_storage.exists(name)]


def test_what_is_withdrawn_while_a_set_is_made_does_not_come_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gone, *_others = site()
    write = making._write_facts

    def withdrawn_meanwhile(*given: object) -> int:
        count = write(*given)  # type: ignore[arg-type]
        BulkSet.objects.filter(scope="region", key="110102").update(begun_at=None)
        return count

    with monkeypatch.context() as patched:
        patched.setattr(making, "_write_facts", withdrawn_meanwhile)
        assert not making.make("region", "110102")

    assert not BulkSet.objects.get(scope="region", key="110102").is_ready
    assert gone.status == Disclosure.Status.PUBLISHED


def test_a_round_that_fails_leaves_the_files_that_there_were(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    public(office(XICHENG_2022))
    making.make("region", "110102")
    before = bytes_of(client.get(FACTS))
    caplog.set_level(logging.CRITICAL)

    def full(*_given: object) -> int:
        raise OSError("No space left on device")

    monkeypatch.setattr(making, "_write_facts", full)
    with pytest.raises(OSError, match="No space"):
        making.make("region", "110102")

    assert bytes_of(client.get(FACTS)) == before
    left = Path(default_storage.path("bulk")).glob(f"{making.UNFINISHED}*")
    assert list(left) == []


def test_a_part_of_a_file_is_answered_as_a_part(client: Client) -> None:
    public(office(XICHENG_2022))
    making.make("region", "110102")
    whole = client.get(FACTS)
    content = bytes_of(whole)

    part = client.get(FACTS, headers={"Range": "bytes=10-29"})
    last = client.get(FACTS, headers={"Range": "bytes=-5"})
    changed = client.get(FACTS, headers={"Range": "bytes=10-29", "If-Range": '"old"'})

    assert (part.status_code, bytes_of(part)) == (206, content[10:30])
    assert part["Content-Range"] == f"bytes 10-29/{len(content)}"
    assert bytes_of(last) == content[-5:]
    assert (changed.status_code, bytes_of(changed)) == (200, content)
    assert client.get(FACTS, headers={"Range": f"bytes={len(content)}-"}).status_code == 416
    assert client.get(FACTS, headers={"If-None-Match": whole["ETag"]}).status_code == 304
