from __future__ import annotations

import datetime as dt

from django.utils import timezone


def end_of_working_day(start: dt.datetime, days: int) -> dt.datetime:
    """The last moment of that working day after `start`: neither weekends nor bank holidays of England count."""
    import holidays  # half a second to import, and seldom needed

    calendar = holidays.country_holidays("GB", subdiv="ENG")
    day = calendar.get_nth_working_day(timezone.localdate(start), days)
    return timezone.make_aware(dt.datetime.combine(day, dt.time.max))
