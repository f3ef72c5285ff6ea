from __future__ import annotations

import datetime as dt

from django.utils import timezone

from wardwise.office.working_days.rules import end_of_working_day


def day_after(year: int, month: int, day: int, days: int) -> str:
    start = timezone.make_aware(dt.datetime(year, month, day, 15))
    return timezone.localtime(end_of_working_day(start, days)).strftime("%d %B %Y %H:%M")


def test_weekend_does_not_count():
    assert day_after(2026, 11, 27, 1) == "30 November 2026 23:59"
    assert day_after(2026, 11, 28, 1) == "30 November 2026 23:59"


def test_bank_holidays_and_those_given_for_a_weekend_do_not_count():
    # Christmas 2026 is a Friday, Boxing Day's holiday moves to Monday the 28th, 1 January 2027 is a Friday.
    assert day_after(2026, 12, 23, 5) == "04 January 2027 23:59"


def test_bank_holiday_of_scotland_alone_counts():
    assert day_after(2026, 11, 27, 2) == "01 December 2026 23:59"  # St Andrew's Day is on Monday the 30th
    assert day_after(2026, 12, 31, 1) == "04 January 2027 23:59"


def test_day_is_the_one_in_england_when_summer_time_is_ahead_of_utc():
    late_evening = dt.datetime(2026, 7, 5, 23, 30, tzinfo=dt.UTC)  # Monday half past midnight in England
    assert timezone.localdate(end_of_working_day(late_evening, 1)) == dt.date(2026, 7, 7)
