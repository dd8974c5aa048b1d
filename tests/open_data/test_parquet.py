"""Our own Parquet, read by somebody else's reader."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from budgets.bulk import parquet
from budgets.bulk.parquet import Column, ParquetWriter

COLUMNS = (
    Column("text", "text"),
    Column("small", "int32"),
    Column("large", "int64"),
    Column("money", "decimal"),
)
# Eighteen digits are what a decimal of 64 bits holds.
ROWS = st.lists(
    st.tuples(
        st.text(st.characters(codec="utf-8", exclude_characters="\0")),
        st.integers(-(2**31), 2**31 - 1),
        st.integers(-(2**63), 2**63 - 1),
        st.integers(-(10**18) + 1, 10**18 - 1),
    ),
    max_size=40,
)


def read_back(path: Path) -> list[tuple[Any, ...]]:
    return duckdb.sql(f"SELECT * FROM read_parquet('{path}')").fetchall()


@given(rows=ROWS)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_rows_come_back_as_they_went_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: list[tuple[str, int, int, int]]
) -> None:
    monkeypatch.setattr(parquet, "GROUP", 16)
    path = tmp_path / "t.parquet"
    with path.open("wb") as file:
        writer = ParquetWriter(file, COLUMNS)
        writer.add_all(rows)
        writer.close()

    assert writer.rows == len(rows)
    assert read_back(path) == [
        (text, small, large, Decimal(money).scaleb(-2)) for text, small, large, money in rows
    ]


@pytest.mark.parametrize("distinct", [1, 2, 256, 257, 65_537])
def test_a_dictionary_of_any_size_is_found_again(tmp_path: Path, distinct: int) -> None:
    path = tmp_path / "t.parquet"
    values = [f"值{place % distinct}" for place in range(max(distinct, 9))]
    with path.open("wb") as file:
        writer = ParquetWriter(file, [Column("text", "text")])
        # One group, however large.
        writer._waiting = [(value,) for value in values]
        writer.close()

    assert [row[0] for row in read_back(path)] == values
