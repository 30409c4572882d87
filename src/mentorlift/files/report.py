"""results.json as one page to read and print: no script, nothing loaded from elsewhere."""

from collections.abc import Iterable
from html import escape
from typing import Any

from mentorlift.files.report_doubts import doubts_section
from mentorlift.files.report_events import events_section, exceptions_section
from mentorlift.science.effects.durability import NOT_QUOTED

Row = dict[str, Any]

OWN = ("staggered", "difference_in_differences")  # what designs without a draw of the mentored answer with
TITLES = {
    "staggered": "Effect of having a mentor, from groups that started at different times",
    "staggered_by_week": "Week by week since the own start, before it too",
    "staggered_by_start": "Group by group (counted from the first start)",
    "staggered_check": "The same by another method (a check)",
    "difference_in_differences": "Change since before the start, against the comparison group",
    "pre_trend": "Did the groups move alike before the start?",
    "itt_per_day": "Effect of being drawn, per working day",
    "itt": "Effect of being drawn, each person counting once",
    "total_value": "Effect on the total per drawn person, leavers at zero",
    "by_week": "Effect week by week",
    "durability": "Share of the early effect that is left later",
    "parts": "Where it comes from (log ratios that add up)",
    "retention": "Staying",
    "rmst": "Days stayed",
    "log_rank": "Do the staying curves differ?",
    "hazard_ratio": "Average hazard ratio of leaving",
    "complier": "Effect on those who met because they were drawn",
    "lee_bounds": "If those who left had stayed: bounds",
    "ate": "Everyone",
    "att": "Those who said yes",
    "atu": "Those who did not say yes",
    "selection_gap": "How those who say yes differ without a mentor (not an effect)",
    "randomisation_inference": "Exact test by redrawing the lottery",
    "rerandomised": "Effect on the total, given that only draws with arms alike were accepted",
    "confidence_sequence": "Looking early",
    "spillover": "Effect on those not drawn",
    "taker_comparison": "What the usual report would say: takers against others (not an effect)",
    "ratio": "Effect on ratios",
    "yes_no": "Effect on a yes or no",
    "ramp_time": "Days until up to speed",
    "ramp_reached": "Share who got up to speed",
    "arms": "Effect of each form, per working day, judged as a family",
    "arms_joint": "Does any form have an effect? (F)",
    "arms_differ": "One form against the other",
    "groups": "Effect in each group, per working day",
    "groups_differ": "Does the effect differ between the groups? (F)",
    "groups_shrunk": "Effect to expect in each group, drawn towards the others",
    "mentor_effects": "How far mentors differ (for analysts; ranges, no names)",
    "wish_predictors": "Who said no: what was known beforehand (not an effect)",
}
SENTENCES = {
    "gain": "Those drawn for a mentor brought in {percent} more a day.",
    "loss": "Those drawn for a mentor brought in {percent} less a day.",
    "nothing_seen": "No difference can be seen.",
    "too_few": "Too few people to say.",
    "too_early": "Too early to say.",
    "not_estimable": "This cannot be known from these data.",
    "stopped": "The programme was stopped.",
}
WHOSE = {"mandatory": "those who were not asked first", "voluntary": "those who were asked and said yes"}
NOT_DRAWN = {  # grade C: started at different times, but not by lot
    "gain": "Those who had a mentor first brought in {percent} more a day, though nobody was drawn.",
    "loss": "Those who had a mentor first brought in {percent} less a day, though nobody was drawn.",
}
STYLE = """
body{font:16px/1.55 Inter,system-ui,"Segoe UI",Roboto,sans-serif;color:#1d2326;background:#fbfaf6}
body{max-width:58rem;margin:2.5rem auto;padding:0 1.2rem}
h1,h2{font-family:"Source Serif 4",Georgia,"Times New Roman",serif;line-height:1.2;text-wrap:balance}
h1{font-size:2.3rem;font-weight:500;max-width:22em;margin:0 0 .6rem}h2{font-size:1.3rem;margin:2.6rem 0 .5rem}
.lede{font-size:1.1rem;color:#5a6367;max-width:44em;margin:0 0 1rem}
.grade{border-block:1px solid #e6e2d8;padding:.7rem 0;color:#5a6367}.grade strong{color:#0f6b63}
table{border-collapse:collapse;width:100%;font-size:.85rem;line-height:1.4}
th{color:#5a6367;font-weight:600}
th,td{text-align:left;padding:.4rem .9rem .4rem 0;border-bottom:1px solid #e6e2d8;vertical-align:top}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.small{font-size:.78rem;color:#5a6367;overflow-wrap:anywhere}
svg text{font:11px system-ui,sans-serif;fill:#5a6367}
@media (max-width:40rem){h1{font-size:1.8rem}.scroll{overflow-x:auto}}
@media print{body{margin:0;max-width:none;background:#fff}h2{break-after:avoid}tr{break-inside:avoid}}
"""


def report_page(results: dict[str, Any]) -> str:
    """A complete HTML document; the same results give the same bytes."""
    rows: list[Row] = results["estimates"]
    body = [f"<h1>{escape(sentence(results))}</h1>", _lede(rows, results["grade"])]
    body.append(
        f'<p class="grade"><strong>Grade {escape(results["grade"])}</strong>: '
        f"{escape(_plain('; '.join(results['grade_reasons'])))}.</p>"
    )
    body.append(_weeks(rows))
    body.append(events_section(results.get("outside_events", ())))
    for question in TITLES:
        found = [row for row in rows if row["question"] == question]
        if found:
            body.append(f"<h2>{escape(_title(question, results['grade']))}</h2>{_table(found)}")
    body += [doubts_section(entry, results["grade"]) for entry in results.get("doubts", ())]
    body.append(exceptions_section(results.get("exceptions")))
    body.append(_foot(results))
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(sentence(results))}</title><style>{STYLE}</style></head>"
        f"<body>{''.join(body)}</body></html>\n"
    )


def sentence(results: dict[str, Any]) -> str:
    """The headline in words; "more" and "less" only for a gain or a loss."""
    percent = _headline_row(results["estimates"], "percent")
    kind = results["headline"]
    words = SENTENCES | NOT_DRAWN if results["grade"] == "C" else SENTENCES
    if kind in ("gain", "loss") and (percent is None or percent.get("estimate") is None):
        difference = _headline_row(results["estimates"], "difference")
        assert difference is not None  # a gain or a loss is made of it
        return words[kind].format(percent=amount(difference, abs(difference["estimate"])))
    figure = amount(percent, abs(percent["estimate"])) if percent and percent.get("estimate") is not None else ""
    return words[kind].format(percent=figure)


def amount(row: Row, value: float | None) -> str:
    """A value with the accuracy a reader can use."""
    if value is None:
        return "–"
    if row["unit"] == "percent":
        return f"{value:.1f} %"
    if row["unit"] == "share":
        return f"{100 * value:.1f} points"
    return f"{value:,.3f}" if abs(value) < 10 else f"{value:,.1f}"


def interval(row: Row) -> str:
    """The confidence set in words."""
    if row["ci_kind"] == "line":
        return "anything is possible"
    if row["ci_low"] is None or row["ci_high"] is None:
        return ""
    low, high = amount(row, row["ci_low"]), amount(row, row["ci_high"])
    return f"up to {low}, or from {high}" if row["ci_kind"] == "complement" else f"{low} to {high}"


def _headline_row(rows: Iterable[Row], scale: str) -> Row | None:
    early = [row for row in rows if row["window"] == "early" and row["scale"] == scale]
    found = {row["question"]: row for row in reversed(early)}
    return next((found[question] for question in (*OWN, "itt_per_day") if question in found), None)


def _title(question: str, grade: str) -> str:
    """Where nobody was drawn no plain difference is called an effect."""
    title = TITLES[question]
    own = question.startswith(OWN) or question == "pre_trend"
    if grade not in ("C", "D") or (grade == "C" and own) or "not an effect" in title:
        return title
    named = title.replace("Effect of being drawn", "Difference").replace("Effect", "Difference")
    named = named.replace(" because they were drawn", "")
    return f"{named.replace('effect', 'difference')} (not an effect: nobody was drawn)"


def _lede(rows: list[Row], grade: str) -> str:
    row = _headline_row(rows, "percent")
    if row is None:
        return ""
    if "not_estimable" in row:
        return f'<p class="lede">Because {escape(row["not_estimable"])}.</p>'
    where = f" Of {WHOSE.get(row['branch'], row['branch'])}." if row["branch"] else ""
    drawn = grade in ("A", "B")
    now, later = ("drawn for a mentor now", "for later") if drawn else ("with a mentor", "without")
    if row["question"] == "staggered":
        now, later = "who got a mentor, one group after the other", "waiting at most"
    why = "Nobody was drawn, so a difference is not an effect. " if grade == "D" else ""
    return (
        f'<p class="lede">{why}Most likely {amount(row, row["estimate"])} a day, early window; '
        f"anything from {interval(row)} fits the data.{escape(where)} "
        f"{row['n_treated']} {now}, {row['n_control']} {later}.</p>"
    )


def _plain(reason: str) -> str:
    """A reason of the grade with the people it is about in place of the word of the method."""
    for branch, people in WHOSE.items():
        reason = reason.replace(f" in the {branch} branch", f" of {people}")
    return reason


def _table(rows: list[Row]) -> str:
    lines = []
    for row in rows:
        window = "" if row["window"] == "all" else row["window"]
        name = (row["branch"], row["arm"], row["outcome"], row.get("group", ""), window)
        place = ", ".join(part for part in name if part) + (f", {row['at']}" if row["at"] is not None else "")
        place += " (exploratory)" if row.get("exploratory") else ""
        if NOT_QUOTED in row["method"]:
            why = "the early difference is too uncertain to be divided by"
            lines.append(f'<tr><td>{escape(place)}</td><td colspan="4">Not quoted: {why}</td></tr>')
            continue
        if "not_estimable" in row:
            lines.append(
                f'<tr><td>{escape(place)}</td><td colspan="4">Not estimable: {escape(row["not_estimable"])}</td></tr>'
            )
            continue
        p = "" if row["p_value"] is None else f"{row['p_value']:.3g}"
        sizes = "" if row["n_treated"] is None else f"{row['n_treated']} / {row['n_control']}"
        value = amount(row, row["estimate"])
        lines.append(
            f'<tr><td>{escape(place)}</td><td class="n">{value}</td><td class="n">{interval(row)}</td>'
            f'<td class="n">{p}</td><td class="n">{sizes}</td></tr>'
        )
    head = "".join(f'<th class="n">{name}</th>' for name in ("estimate", "interval", "p", "now / later"))
    methods = sorted({f"{row['method']} ({row['reference']})" for row in rows if row["method"]})
    note = f'<p class="small">{escape(". ".join(methods))}</p>' if methods else ""
    table = f"<table><thead><tr><th></th>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>"
    return f'<div class="scroll">{table}</div>{note}'


def _weeks(rows: list[Row]) -> str:
    """The weekly effects of the first branch and arm in percent as a small picture."""
    weekly = [row for row in rows if row["question"] == "by_week" and row["scale"] == "percent"]
    first = [row for row in weekly if (row["branch"], row["arm"]) == (weekly[0]["branch"], weekly[0]["arm"])]
    points = [row for row in first if row.get("estimate") is not None and row["ci_low"] is not None]
    if len(points) < 2:
        return ""
    low = min(0.0, *(row["ci_low"] for row in points))
    high = max(0.0, *(row["ci_high"] for row in points))
    last = points[-1]["at"] or 1

    def x(row: Row) -> float:
        return 40 + 700 * row["at"] / last

    def y(value: float) -> float:
        return 190 - 170 * (value - low) / (high - low)

    marks = "".join(
        f'<line x1="{x(row):.1f}" x2="{x(row):.1f}" y1="{y(row["ci_low"]):.1f}" y2="{y(row["ci_high"]):.1f}" '
        f'stroke="#8bbab4" stroke-width="3"/>'
        f'<circle cx="{x(row):.1f}" cy="{y(row["estimate"]):.1f}" r="3.5" fill="#0f6b63"/>'
        for row in points
    )
    labels = "".join(
        f'<text x="0" y="{y(value) + 4:.1f}" font-size="11">{value:.0f} %</text>' for value in sorted({low, 0.0, high})
    )
    return (
        '<h2>Week by week since the start</h2><svg viewBox="0 0 760 210" width="100%" role="img" '
        'aria-label="difference per week in percent with intervals; the table below has the numbers">'
        f"{labels}"
        f'<line x1="40" x2="740" y1="{y(0):.1f}" y2="{y(0):.1f}" stroke="#8b9195"/>{marks}'
        f'<text x="40" y="206" font-size="11">week {points[0]["at"]}</text>'
        f'<text x="740" y="206" font-size="11" text-anchor="end">week {last}</text></svg>'
    )


def _foot(results: dict[str, Any]) -> str:
    dropped, flagged = (
        "; ".join(f"{row['rows']:,} rows: {row['reason']}" for row in results[name]) or "nothing"
        for name in ("dropped", "flagged")
    )
    hashes = "".join(
        f"<br>{name.replace('_', ' ')}: {escape(str(results[name] or 'none'))}"
        for name in ("plan_hash", "data_hash", "draw_hash", "code_version")
    )
    counted = f"Left out: {escape(dropped)}. Kept and marked: {escape(flagged)}."
    return f'<h2>What this rests on</h2><p class="small">{counted}{hashes}</p>'
