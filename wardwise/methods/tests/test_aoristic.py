from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wardwise.methods.aoristic import Clock, british_clock, hour_of_week

MONDAY = np.datetime64("2023-06-05T00:00:00")


def windows(seed, n, longest_s):
    rng = np.random.default_rng(seed)
    start = MONDAY + rng.integers(0, 40 * 86_400, n).astype("timedelta64[s]")
    return start, start + (rng.integers(0, longest_s, n) * (rng.uniform(size=n) < 0.9)).astype("timedelta64[s]")


def second_by_second(start, end):
    week = np.zeros(168)
    for a, b in zip(start.astype(int), end.astype(int), strict=True):
        moments = np.arange(a, max(b, a + 1))
        hours, times = np.unique(((moments - MONDAY.astype(int)) // 3600) % 168, return_counts=True)
        week[hours] += times / moments.size
    return week.reshape(7, 24)


@settings(max_examples=15)
@given(st.integers(0, 1000), st.sampled_from([60, 4_000, 90_000]))
def test_every_hour_gets_the_share_of_seconds_that_lie_in_it(seed, longest_s):
    start, end = windows(seed, 12, longest_s)
    np.testing.assert_allclose(hour_of_week(start, end).counts, second_by_second(start, end), atol=1e-11)


@settings(max_examples=20)
@given(st.integers(0, 1000), st.integers(1, 10_000_000))
def test_counts_add_up_to_the_events_and_none_is_below_nought(seed, longest_s):
    found = hour_of_week(*windows(seed, 500, longest_s))
    assert found.counts.sum() == pytest.approx(500, rel=1e-12)
    assert found.counts.min() >= 0


def test_known_moment_counts_in_its_hour_and_nowhere_else():
    at = np.array(["2023-06-08T17:59:59"], dtype="datetime64[s]")
    found = hour_of_week(at, at)
    assert found.counts[3, 17] == 1
    assert np.count_nonzero(found.counts) == 1
    assert found.pinned == 1


def test_full_hour_is_one_hour_and_full_week_is_all_of_them():
    hour = hour_of_week(["2023-06-11T23:00"], ["2023-06-12T00:00"])
    assert hour.counts[6, 23] == 1
    assert (hour.pinned, hour.vague) == (1, 0)
    week = hour_of_week(["2023-06-11T23:30"], ["2023-06-18T23:30"])
    assert week.counts == pytest.approx(np.full((7, 24), 1 / 168))
    assert (week.pinned, week.vague) == (0, 1)


def test_window_over_sunday_midnight_runs_into_monday():
    found = hour_of_week(["2023-06-11T23:00"], ["2023-06-12T03:00"])
    assert found.counts[6, 23] == found.counts[0, 2] == 0.25


@settings(max_examples=20)
@given(st.integers(0, 1000), st.integers(-300, 300))
def test_shifting_all_by_weeks_and_the_order_change_nothing(seed, weeks):
    start, end = windows(seed, 30, 200_000)
    order, shift = np.random.default_rng(seed).permutation(30), np.timedelta64(7 * weeks, "D")
    plain = hour_of_week(start, end)
    np.testing.assert_allclose(
        hour_of_week(start[order] + shift, end[order] + shift).counts, plain.counts, atol=1e-12
    )


def test_weight_two_is_two_events():
    start, end = windows(1, 20, 200_000)
    double = hour_of_week(np.repeat(start, 2), np.repeat(end, 2))
    np.testing.assert_allclose(hour_of_week(start, end, weights=[2.0] * 20).counts, double.counts, atol=1e-12)


def test_british_clock_is_the_one_of_the_zone_database():
    clock, london = british_clock(1996, 2037), ZoneInfo("Europe/London")
    for change, before, after in zip(clock.changes, clock.offset_s[:-1], clock.offset_s[1:], strict=True):
        for shift, offset in ((-1, before), (0, after)):
            moment = (change + np.timedelta64(shift, "s")).astype("datetime64[s]").item()
            civil = moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(london)
            assert civil.utcoffset().total_seconds() == offset


def test_night_of_the_clock_change_has_no_hour_from_one_to_two_in_march():
    utc = ["2023-03-26T00:00"], ["2023-03-26T02:00"]  # civil 00:00 to 01:00, then 02:00 to 03:00
    found = hour_of_week(*utc, clock=british_clock(2023, 2023))
    assert found.counts[6, :4].tolist() == [0.5, 0, 0.5, 0]


def test_night_of_the_clock_change_has_that_hour_twice_in_october():
    utc = ["2023-10-28T23:00"], ["2023-10-29T02:00"]  # civil 00:00 to 02:00 in summer, then 01:00 to 02:00
    found = hour_of_week(*utc, clock=british_clock(2023, 2023))
    assert found.counts[6, :3] == pytest.approx([1 / 3, 2 / 3, 0])


@settings(max_examples=20)
@given(st.integers(0, 1000))
def test_cutting_at_changes_loses_nothing_however_many_lie_within(seed):
    start, end = windows(seed, 40, 4 * 365 * 86_400)
    found = hour_of_week(start, end, clock=british_clock(2023, 2028))
    assert found.counts.sum() == pytest.approx(40)
    unchanging = Clock(np.zeros(0, "datetime64[s]"), np.zeros(1, int))
    np.testing.assert_allclose(hour_of_week(start, end, clock=unchanging).counts, hour_of_week(start, end).counts)


def test_true_hours_come_back_from_wide_windows_on_average():
    rng = np.random.default_rng(3)
    happened = MONDAY + (22 * 3600 + rng.integers(0, 7200, 4000)).astype("timedelta64[s]")
    before, after = rng.integers(0, 4 * 3600, (2, 4000)).astype("timedelta64[s]")
    found = hour_of_week(happened - before, happened + after)
    assert found.counts.argmax() in (22, 23)
    assert found.counts.ravel()[22:24].sum() > 0.35 * 4000  # spread out, as the docstring warns: the truth is all


def test_no_events_give_nothing():
    assert hour_of_week([], []).counts.sum() == 0


@pytest.mark.parametrize(
    ("start", "end", "message"),
    [
        (["2023-06-01T10:00"], ["2023-06-01T09:00"], "end lies before start in 1 of 1"),
        (["NaT", "2023-06-01"], ["2023-06-01", "2023-06-01"], "start is missing in 1 of 2"),
        (["2023-06-01"], ["2023-06-01", "2023-06-02"], "same number of rows"),
    ],
)
def test_impossible_windows_are_refused(start, end, message):
    with pytest.raises(ValueError, match=message):
        hour_of_week(start, end)


def test_clock_that_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="one offset more"):
        hour_of_week(["2023-06-01"], ["2023-06-02"], clock=Clock(np.array(["2023-03-01"], "M8[s]"), np.zeros(1, int)))
