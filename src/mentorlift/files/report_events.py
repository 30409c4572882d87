"""What happened outside and otherwise than planned, for the report: days, weeks and counts, nobody by name."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

Row = Mapping[str, Any]


def events_section(events: Sequence[Row]) -> str:
    """What happened outside the programme in those weeks."""
    if not events:
        return ""
    lines = "".join(f"<li>{escape(_event(one))}</li>" for one in events)
    return f"<h2>What happened outside</h2><ol>{lines}</ol>"


def _event(one: Row) -> str:
    where = ", ".join(one["sites"]) or "everywhere"
    weeks = "nobody of the programme works there"
    if one["weeks"]:
        first, last = one["weeks"]
        if last < 0:
            return f"{one['on']}: {one['what']} ({where}; before anybody started)"
        weeks = f"week {first} since the start" if first == last else f"weeks {max(first, 0)} to {last} since the start"
        weeks += ", for some before it" if first < 0 else ""
    return f"{one['on']}: {one['what']} ({where}; {weeks})"


def exceptions_section(found: Row | None) -> str:
    """Who was outside the draw, was mentored against it, or took no part: counts, nobody by name."""
    if not found:
        return ""
    lines = [f"{found['outside']} people were left out before the draw"]
    lines += [f"of them {count}: {reason}" for reason, count in found["reasons"]]
    lines += [f"{found['crossed']} people drawn for later had a mentor all the same"]
    lines += [f"{found['excused']} excused, {found['withdrew']} withdrew; all count in the group they were drawn into"]
    lines += [
        f"those starting later in {one['intake']} were started on {one['starts_on']}: from then on nobody is compared"
        for one in found["early"]
    ]
    return f"<h2>Exceptions</h2><ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>"
