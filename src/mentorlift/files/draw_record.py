"""draw.json: written and read back."""

import json
from pathlib import Path
from typing import Any

from mentorlift.files.cells import parse_date
from mentorlift.files.faults import Fault, Refused


def read_draw_record(path: Path) -> dict[str, Any]:
    """The record as it stands in the file; raises Refused where it is not JSON of that shape at all."""
    try:
        record = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise Refused([Fault(path.name, None, "", "there is no such file", "check the path")]) from error
    except (ValueError, OSError, RecursionError) as error:
        raise Refused([Fault(path.name, None, "", f"this is not JSON ({error})", "give a draw file")]) from error
    if not isinstance(record, dict):
        raise Refused([Fault(path.name, None, "", "this is not a draw file", "give what `mentorlift draw` wrote")])
    return record


def drawn_on(record: dict[str, Any]) -> int | None:
    """The day of the draw as a proleptic ordinal: that of the public value in its seed; None for a seed by hand."""
    day = parse_date(str((record.get("origin") or {}).get("public_on", "")))
    return day.toordinal() if day else None


def record_text(record: dict[str, Any]) -> str:
    """The bytes of draw.json, the same for the same draw."""
    return json.dumps(record, indent=1, ensure_ascii=False) + "\n"
