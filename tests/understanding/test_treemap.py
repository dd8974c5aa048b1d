"""Areas of a treemap: in proportion, filling the frame, never over one another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.pages.understanding.treemap import Rectangle, squarified

FRAME = Rectangle(0, 0, 400, 280)

amounts = st.lists(st.integers(1, 10**13), min_size=1, max_size=40).map(
    lambda found: sorted(found, reverse=True)
)


@given(amounts, st.integers(1, 2000), st.integers(1, 2000))
def test_areas_are_in_proportion_and_fill_the_frame(
    found: list[int], width: int, height: int
) -> None:
    frame = Rectangle(3, 5, width, height)

    boxes = squarified(found, frame)

    assert len(boxes) == len(found)
    scale = frame.area / sum(found)
    for fen, box in zip(found, boxes, strict=True):
        assert box.area == pytest.approx(fen * scale, rel=1e-6, abs=frame.area * 1e-9)
        assert box.x >= 3 - 1e-6
        assert box.y >= 5 - 1e-6
        assert box.x + box.width <= 3 + width + 1e-6
        assert box.y + box.height <= 5 + height + 1e-6


@given(amounts)
def test_no_two_lie_over_each_other(found: list[int]) -> None:
    boxes = squarified(found, FRAME)

    for place, one in enumerate(boxes):
        for other in boxes[place + 1 :]:
            across = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
            down = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
            assert min(across, down) < 1e-6


def test_rows_are_as_square_as_can_be() -> None:
    # The example of Bruls, Huizing and van Wijk: 6 × 4, areas 6 6 4 3 2 2 1.
    boxes = squarified([6, 6, 4, 3, 2, 2, 1], Rectangle(0, 0, 6, 4))

    assert [(box.x, box.y, box.width, box.height) for box in boxes[:2]] == [
        (0, 0, 3, 2),
        (0, 2, 3, 2),
    ]
    assert boxes[2].height == pytest.approx(7 / 3)


@pytest.mark.parametrize("wrong", [[0], [5, 0], [5, -1]])
def test_nothing_and_less_have_no_area(wrong: list[int]) -> None:
    with pytest.raises(ValueError, match="positive"):
        squarified(wrong, FRAME)
