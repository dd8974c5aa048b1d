"""Number and date formats print what Excel and WPS print, exactly."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from budgets.workbook.builtin import BUILTIN_FORMATS
from budgets.workbook.dates import date_text, is_date_format
from budgets.workbook.formats import number_cell, plain, stored
from budgets.workbook.grid import GridCell

ACCOUNTING = '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ '


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (9032.213338, "#,##0.000000", "9,032.213338"),
        (9032.2133380000005, "#,##0.000000", "9,032.213338"),
        (9032.2133380000005, "General", "9032.213338"),
        (0.1 + 0.2, "General", "0.3"),
        (0.0, "#,##0.00", "0.00"),
        (-0.0, "0.00", "0.00"),
        ("1E-7", "General", "0.0000001"),
        ("1E+15", "General", "1000000000000000"),
        (0.125, "0.00%", "12.50%"),
        (1, "0%", "100%"),
        (0, ACCOUNTING, "-"),
        (1234567.5, ACCOUNTING, "1,234,567.50"),
        (-5.5, ACCOUNTING, "-5.50"),
        (-5, "#,##0.00_);(#,##0.00)", "(5.00)"),
        (-5, "#,##0.00_);[Red]\\(#,##0.00\\)", "(5.00)"),
        # Red alone would hide that the figure is negative from whoever reads the text.
        (-5, "#,##0.00;[Red]#,##0.00", "-5.00"),
        (-5, "0.00_ ;[红色]-0.00 ", "-5.00"),
        (-1234.5, '"¥"#,##0.00', "-¥1,234.50"),
        (1234.5, "[$¥-804]#,##0.00", "¥1,234.50"),
        (1234567, '#,##0 "元"', "1,234,567 元"),
        (7, "000000", "000007"),
        (13800138000, "000-0000-0000", "138-0013-8000"),
        (12, "G/通用格式", "12"),
        (12, 'General"个"', "12个"),
        (12.5, "@", "12.5"),
        (5, "#.##", "5."),
        (0.5, "#.00", ".50"),
        (5, "?0.0?", "5.0"),
        (150, "[>=100]0.0;[<0]-0.00;0.000", "150.0"),
        (5, "[>=100]0.0;[<0]-0.00;0.000", "5.000"),
        (-5, "[>=100]0.0;[<0]-0.00;0.000", "-5.00"),
        (123, "0.00E+00", "123"),
        (0.5, "# ?/?", "0.5"),
        (8, "0;;;@", "8"),
    ],
)
def test_a_number_is_printed_as_its_format_says(value: float | str, code: str, text: str) -> None:
    assert number_cell(value, code) == GridCell(text, True)


@pytest.mark.parametrize(
    ("value", "code", "text", "exact"),
    [
        (12.345678, "#,##0.00", "12.35", "12.345678"),
        (1.005, "0.00", "1.01", "1.005"),
        (2.5, "0", "3", "2.5"),
        (-2.5, "0", "-3", "-2.5"),
        (0.12345, "0.00%", "12.35%", "0.12345"),
        (12345678, "#,##0,", "12,346", "12345678"),
        (123456, '0!.0,"万"', "12.3万", "123456"),
        (-0.001, "0.00", "-0.00", "-0.001"),
    ],
)
def test_digits_that_the_format_hides_are_kept(
    value: float, code: str, text: str, exact: str
) -> None:
    assert number_cell(value, code) == GridCell(text, True, exact)


@pytest.mark.parametrize("value", [0, 5])
def test_a_format_can_print_nothing(value: int) -> None:
    assert number_cell(value, ";;;") is None


@pytest.mark.parametrize("value", ["NaN", "Infinity"])
def test_what_is_no_number_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match=value):
        stored(value)


doubles = st.floats(min_value=-1e13, max_value=1e13, allow_nan=False)


@given(doubles, st.integers(0, 8), st.booleans())
@example(9032.2133380000005, 6, True)
@example(1.005, 2, False)
def test_the_printed_text_states_the_stored_value_rounded_half_up(
    value: float, places: int, grouped: bool
) -> None:
    code = ("#,##0" if grouped else "0") + ("." + "0" * places if places else "")
    rounded = stored(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)

    cell = number_cell(value, code)

    assert cell is not None
    assert Decimal(cell.text.replace(",", "")) == rounded
    assert cell.exact == ("" if rounded == stored(value) else plain(stored(value)))
    whole = cell.text.lstrip("-").partition(".")[0]
    assert whole == (f"{abs(int(rounded)):,}" if grouped else str(abs(int(rounded))))


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_general_prints_every_double_without_exponent_or_noise(value: float) -> None:
    cell = number_cell(value, "General")

    assert cell is not None
    assert "e" not in cell.text.lower()
    assert Decimal(cell.text) == stored(value)
    assert not cell.exact


@given(doubles, st.text(alphabet='0#?.,%;"元_* -()[]@E+GRed\\!', max_size=16))
def test_no_format_code_however_odd_breaks_reading(value: float, code: str) -> None:
    cell = number_cell(value, code)

    assert cell is None or cell.is_number


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("yyyy/m/d", "2026-01-05"),
        ("yyyy-mm-dd;@", "2026-01-05"),
        ("m/d/yy", "2026-01-05"),
        ('yyyy"年"m"月"d"日"', "2026年1月5日"),
        ("[$-804]yyyy年mm月dd日", "2026年01月05日"),
        ('yyyy"年"m"月"', "2026年1月"),
        ('yyyy"年"m"月"d"日" aaaa', "2026年1月5日 星期一"),
        (BUILTIN_FORMATS[57], "2026年1月"),
        (BUILTIN_FORMATS[58], "1月5日"),
    ],
)
def test_dates_are_printed_in_chinese_words_or_in_iso_order(code: str, text: str) -> None:
    assert is_date_format(code)
    assert date_text(46027, code) == text


@pytest.mark.parametrize(
    ("serial", "code", "since_1904", "text"),
    [
        (46027.354166666664, "yyyy/m/d h:mm", False, "2026-01-05 08:30"),
        (0.354166666666667, "h:mm", False, "08:30"),
        (46027.5, 'h"时"mm"分"', False, "12时00分"),
        (46027.75, '上午/下午h"时"mm"分"', False, "下午6时00分"),
        (1.5, "[h]:mm:ss", False, "36:00:00"),
        (1, "yyyy/m/d", False, "1900-01-01"),
        (59, "yyyy/m/d", False, "1900-02-28"),
        (61, "yyyy/m/d", False, "1900-03-01"),
        (0, "yyyy/m/d", True, "1904-01-01"),
        (-1, "yyyy/m/d", False, None),
        (2958466, "yyyy/m/d", False, None),
    ],
)
def test_a_day_number_is_counted_from_its_calendars_beginning(
    serial: float, code: str, since_1904: bool, text: str | None
) -> None:
    assert date_text(serial, code, since_1904=since_1904) == text


@pytest.mark.parametrize(
    "code",
    [
        "General",
        "G/通用格式",
        "#,##0.00",
        '0.00"days"',
        "[Red]0.00",
        ACCOUNTING,
        "0.00_d",
        "\\d0",
        "@",
    ],
)
def test_formats_of_figures_are_no_dates(code: str) -> None:
    assert not is_date_format(code)


@given(st.floats(0, 2958465.9), st.text(alphabet='ymdhsae"年月日:/- [];@', max_size=14))
def test_no_date_format_however_odd_breaks_reading(serial: float, code: str) -> None:
    assert date_text(serial, code) is not None
