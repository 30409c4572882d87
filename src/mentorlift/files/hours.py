"""Working hours such as "Europe/Berlin 09:00-17:30" as minutes after midnight UTC, in winter and in summer."""

import datetime as dt
import re
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from mentorlift.files.said import said

WRITTEN = re.compile(r"(\S+)\s+(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})")
REFERENCE_DAYS = ((1, 15), (7, 15))  # clocks differ between them wherever summer time is kept


def utc_spans(text: str, year: int) -> list[tuple[float, float]]:
    """[start, end) in minutes after midnight UTC on each reference day of `year`.

    Raises ValueError saying what is wrong with the text; its one argument is Said.
    """
    written = WRITTEN.fullmatch(text.strip())
    if not written:
        raise ValueError(said("%(text)r is not working hours", text=text))
    try:
        zone = ZoneInfo(written[1])
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(said("%(text)r is not a time zone", text=written[1])) from None
    hours = [int(part) for part in written.groups()[1:]]
    start, end = hours[0] * 60 + hours[1], hours[2] * 60 + hours[3]
    if hours[1] > 59 or hours[3] > 59 or start > 1440 or end > 1440 or start == end:
        raise ValueError(said("%(text)r is not a span of hours", text=text))
    if end < start:  # a night shift ends the next morning
        end += 1440
    out = []
    for month, day in REFERENCE_DAYS:
        offset = dt.datetime(year, month, day, 12, tzinfo=zone).utcoffset() or dt.timedelta()
        behind = offset.total_seconds() / 60
        out.append((start - behind, end - behind))
    return out
