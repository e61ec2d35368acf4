from __future__ import annotations

import pytest

from core.errors import InputError
from signals.offline.columns import TrialKind, layout

COP, BOARD, EMG = TrialKind.COP, TrialKind.BOARD, TrialKind.EMG


def names(text: str) -> tuple[str, ...]:
    return tuple(text.split("|"))


@pytest.mark.parametrize(("header", "kind", "columns"), [
    ("t|cop_x|cop_y", COP, (1, 2)), ("Time (s)|COPx [mm]|COPy [mm]", COP, (1, 2)), ("y|x|time", COP, (1, 0)),
    ("t|ML|AP|Fz", COP, (1, 2)), ("Timestamp|CoP_ML|CoP_AP", COP, (1, 2)),
    ("t|tl|tr|bl|br", BOARD, (1, 2, 3, 4)),
    ("time_ms|Top Left|Top Right|Bottom Left|Bottom Right", BOARD, (1, 2, 3, 4)),
    ("t|br|bl|tr|tl|total|cop_x|cop_y", BOARD, (4, 3, 2, 1)), ("t|FL|FR|RL|RR", BOARD, (1, 2, 3, 4)),
    ("t|emg1|emg2|marker", EMG, (1, 2)), ("t|ch1_uv|ch2_uv|lost", EMG, (1, 2)), ("t|EMG (µV)", EMG, (1,)),
    ("t|left_hamstrings|right_hamstrings|battery", EMG, (1, 2)), ("ms|uv", EMG, (1,)),
    ("seconds|Channel 1|Channel 2", EMG, (1, 2)), ("t|biceps [mV]", EMG, (1,))])
def test_the_kind_and_its_columns_are_known_by_their_names(
    header: str, kind: TrialKind, columns: tuple[int, ...],
) -> None:
    found = layout(names(header), None, rate_given=False)
    assert (found.kind, found.columns) == (kind, columns)


@pytest.mark.parametrize(("header", "scale"), [
    ("t|x|y", 1.0), ("time (ms)|x|y", 1e-3), ("t_ms|x|y", 1e-3), ("Time [us]|x|y", 1e-6), ("ms|x|y", 1e-3),
    ("timestamp_ns|x|y", 1e-9), ("time.s|x|y", 1.0)])
def test_the_header_says_whether_time_is_in_s_or_ms(header: str, scale: float) -> None:
    assert layout(names(header), None, rate_given=False).time_scale == scale


@pytest.mark.parametrize(("header", "scales"), [
    ("t|x (cm)|y (cm)", (10.0, 10.0)), ("t|x_m|y_mm", (1000.0, 1.0)), ("t|emg1 (mV)|emg2 (V)", (1e3, 1e6)),
    ("t|tl_g|tr_g|bl_g|br_g", (1e-3,) * 4), ("t|tl (N)|tr (N)|bl (N)|br (N)", (1 / 9.80665,) * 4)])
def test_units_are_turned_into_ours(header: str, scales: tuple[float, ...]) -> None:
    assert layout(names(header), None, rate_given=False).scales == pytest.approx(scales)


@pytest.mark.parametrize(("header", "counts"), [("t|emg1 (counts)", True), ("t|emg_raw", True), ("t|emg1", False)])
def test_counts_are_not_called_microvolt(header: str, counts: bool) -> None:
    assert layout(names(header), EMG, rate_given=False).counts is counts


def test_a_kind_that_is_given_wins() -> None:
    both = names("t|tl|tr|bl|br|cop_x|cop_y")
    assert layout(both, COP, rate_given=False).columns == (5, 6)
    assert layout(names("t|a|b|sample"), EMG, rate_given=False).columns == (1, 2)


@pytest.mark.parametrize(("columns", "kind", "rate_given", "expected"), [
    (3, None, False, (COP, 0, (1, 2))), (5, None, False, (BOARD, 0, (1, 2, 3, 4))),
    (2, None, True, (COP, None, (0, 1))), (4, None, True, (BOARD, None, (0, 1, 2, 3))),
    (2, EMG, False, (EMG, 0, (1,))), (1, EMG, True, (EMG, None, (0,)))])
def test_without_names_the_places_count(
    columns: int, kind: TrialKind | None, rate_given: bool,
    expected: tuple[TrialKind, int | None, tuple[int, ...]],
) -> None:
    found = layout(("",) * columns, kind, rate_given)
    assert (found.kind, found.time, found.columns) == expected


@pytest.mark.parametrize(("header", "kind", "words"), [
    ("t|cop_x", None, "column y is missing.*t, cop_x.*Known are.*cop_y"),
    ("t|tl|tr|br", None, "column bl is missing"), ("t|a|b", None, "No column of the file is known.*--kind"),
    ("x|y", None, "time is missing.*--rate"), ("t|x|y", BOARD, "tl and tr and bl and br is missing"),
    ("t|sample", EMG, "EMG is missing"), ("time (weeks)|x|y", None, "'weeks'"), ("t|x (miles)|y", None, "'miles'"),
    ("t|emg1 (counts)|emg2 (uV)", None, "two files"), ("||", EMG, None), ("|", None, "2 columns without names"),
    ("|||", COP, None), ("|", BOARD, "this one has 2 columns"), ("", EMG, "one column")])
def test_what_is_missing_is_said_and_what_is_known(header: str, kind: TrialKind | None, words: str | None) -> None:
    if words is None:
        assert layout(names(header), kind, rate_given=False).kind is kind
        return
    with pytest.raises(InputError, match=words):
        layout(names(header), kind, rate_given=False)
