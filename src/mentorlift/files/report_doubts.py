"""The causes of doubt of one branch and arm, as tables of the report: other ways to count, balance, what people did."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

Row = dict[str, Any]

WAYS = {
    "planned": "as planned (fixed before)",
    "half_window": "only the first half of the window",
    "longer_window": "a window half as long again",
    "after_settling": "without the first two weeks",
    "missing_otherwise": "working days without a row counted the other way",
    "winsorised": "days above the 99th percentile cut to it",
    "person_means": "each person counting once, HC2",
    "person_means_adjusted": "each person counting once, with what was known before",
    "person_means_by_team": "each person counting once, errors by team (CR2)",
    "leavers_at_zero": "total per drawn person, leavers at zero",
    "redrawn": "totals again, with what redrawing the lottery says",
}


def doubts_section(entry: Row, grade: str) -> str:
    """HTML of one entry of "doubts" in results.json."""
    where = ", ".join(part for part in (entry["branch"], entry["arm"]) if part)
    also = " (not an effect: nobody was drawn)" if grade == "D" else ""
    return (
        f"<h2>{escape(f'Counted in other ways: {where}{also}')}</h2>{_ways(entry['curve'])}"
        f"<h2>{escape(f'Were they alike? {where}')}</h2>{_balance(entry['balance'])}"
        f"<h2>{escape(f'What they did: {where}')}</h2>{_taken(entry['taken_up'])}"
    )


def _ways(curve: Iterable[Row]) -> str:
    rows = []
    for row in curve:
        name = WAYS[row["name"]]
        if "not_estimable" in row:
            rows.append((name, f"not estimable: {row['not_estimable']}", ""))
        else:
            rows.append((name, f"{row['estimate']:.1f} %", f"{row['ci_low']:.1f} % to {row['ci_high']:.1f} %"))
    return table(("", "early, percent", "interval"), rows)


def _balance(found: Row) -> str:
    if "not_estimable" in found:
        return f"<p>Not estimable: {escape(found['not_estimable'])}.</p>"
    rows = [
        (row["name"], f"{row['mean_treated']:.4g}", f"{row['mean_control']:.4g}", f"{row['standardised']:.2f}")
        for row in found["rows"]
    ]
    chance = "" if found["p_value"] is None else f"All of them in one test over {found['redraws']:,} redraws: p = "
    p = "" if found["p_value"] is None else f"{found['p_value']:.3g}. "
    same = f"The same in both by the way of drawing: {', '.join(found['same'])}." if found["same"] else ""
    head = ("", "now", "later", "standardised difference")
    return f'{table(head, rows)}<p class="small">{escape(chance + p + same)} {escape(found["reference"])}.</p>'


def _taken(taken: Row) -> str:
    met = [(_times(row), str(row["treated"]), str(row["control"])) for row in taken["met"]]
    left = [
        (
            f"left by day {row['day']}",
            f"{row['left_treated']} of {row['treated']}",
            f"{row['left_control']} of {row['control']}",
        )
        for row in taken["left"]
    ]
    crossed = [(f"mentored before the {window} window ended", "", str(n)) for window, n in taken["crossed"].items()]
    return table(("", "now", "later"), [*met, ("never met", str(taken["never"]), ""), *crossed, *left])


def _times(row: Row) -> str:
    if row["least"] == -1:
        return "sessions: unknown"
    if row["most"] is None:
        return f"sessions: {row['least']} or more"
    return f"sessions: {row['least']}" + (f" to {row['most']}" if row["most"] != row["least"] else "")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The first column is words, the others are numbers."""
    top = "".join(f'<th class="n">{escape(name)}</th>' if name else "<th></th>" for name in head)
    body = "".join(
        "<tr>"
        + "".join(f"<td{'' if at == 0 else ' class=n'}>{escape(cell)}</td>" for at, cell in enumerate(row))
        + "</tr>"
        for row in rows
    )
    return f'<div class="scroll"><table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>'
