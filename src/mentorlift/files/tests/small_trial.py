"""A roster of five with their outcomes and a plan, written as files for a test."""

from mentorlift.files.analysis import load_analysis

PLAN = """
[design]
treated = "mentored"
control = "later"
[outcome]
primary = "revenue"
[window]
pre = [-5, 0]
early = [0, 4]
late = [4, 8]
"""
ROSTER = """person_id,arm,stratum,branch,wish,dose,mentor_id,started_on,served_on,exited_on,years,site
001,mentored,A,voluntary,yes,3,m1,2026-01-05,,,5,Hamburg
002,later,A,voluntary,yes,,,2026-01-05,2026-01-12,2026-01-08,2,Leeds
003,,A,voluntary,no,,,2026-01-05,,,1,Leeds
004,mentored,B,mandatory,,0,m2,2026-01-06,,,,Leeds
005,later,B,mandatory,,,,2026-01-06,,,3,Hamburg
"""
OUTCOMES = """person_id,date,revenue,calls
001,2026-01-05,10,1
001,2026-01-06,-5,2
002,2026-01-07,7,1
002,2026-01-08,9,1
003,2026-01-06,4,1
004,2026-01-02,1,1
004,2026-01-07,,3
005,2026-01-09,8,1
999,2026-01-09,8,1
"""


def load(tmp_path, plan=PLAN, roster=ROSTER, outcomes=OUTCOMES, draw=None, leave=None):
    names = {"roster.csv": roster, "outcomes.csv": outcomes, "plan.toml": plan, "draw.json": draw, "leave.csv": leave}
    for name, text in names.items():
        if text is not None:
            (tmp_path / name).write_text(text)
    return load_analysis(
        tmp_path / "roster.csv",
        tmp_path / "outcomes.csv",
        tmp_path / "plan.toml",
        tmp_path / "draw.json" if draw else None,
        tmp_path / "leave.csv" if leave else None,
    )
