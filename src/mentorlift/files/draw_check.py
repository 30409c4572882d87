"""Does a draw file verify against a roster?"""

from pathlib import Path

from mentorlift.files.draw_list import read_draw_list
from mentorlift.files.draw_record import read_draw_record
from mentorlift.files.faults import Fault
from mentorlift.science.lottery.verification import verify


def draw_faults(draw: Path, roster: Path) -> list[Fault]:
    """What keeps the draw from verifying, every person whose arm differs among it; empty where it verifies.

    Raises Refused where one of the files cannot be read.
    """
    verdict = verify(read_draw_record(draw), read_draw_list(roster))
    faults = [Fault(draw.name, None, "", fault, "give the list and the file of this draw") for fault in verdict.faults]
    return faults + [Fault(draw.name, None, "arm", str(moved), "put back the drawn arm") for moved in verdict.moved]
