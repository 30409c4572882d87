"""Point 9: refused before its day, computed on it, read by those who may, hidden from the others."""

import json
import re
from pathlib import Path
from typing import Any

from tests.journeys import planted, small_company
from tests.journeys.walk.company import Company, until_done, upload
from tests.journeys.walk.meetings import ADVICE, WRITTEN, Pair
from tests.journeys.window import PATIENCE, Window


def it_is_too_early_for_results(window: Window, programme: str) -> None:
    """The page says how it is going and until when nothing is compared; asking for it all the same is refused."""
    window.go(f"{programme}results/")
    window.reads("Too early")
    window.reads("Not yet an effect.")
    window.look()
    assert window.page.get_by_role("button", name="Compute the answer").count() == 0
    token = window.page.locator("input[name=csrfmiddlewaretoken]").first.get_attribute("value")
    answer = window.context.request.post(
        f"{programme}results/computation/",
        form={"csrfmiddlewaretoken": token or ""},
        headers={"Referer": window.page.url},
        timeout=PATIENCE,
    )
    assert answer.ok and answer.url.endswith("/results/")
    assert "known on" in answer.text()
    window.go(programme)
    window.look()


def it_is_held(window: Window, programme: str, *, took_place: int) -> None:
    """What the programme manager sees of the meetings: how many, never what was said."""
    window.go(f"{programme}results/")
    window.reads(f"{took_place} of ")
    window.go("/pairs/")
    window.look()
    window.page.locator("main a[href^='/pairs/']").first.click()
    window.reads("stays between them")
    window.look()


def those_who_left_are_marked(company: Company, administrator: Window, half_year: planted.HalfYear) -> None:
    """The people office sends its file again; the preview names who has ended."""
    administrator.go("/people/imports/")
    rows = half_year.leavers_marked(small_company.people(company.first_day))
    upload(administrator, "people-summer.csv", small_company.as_csv(rows))
    administrator.press("Look at it")
    administrator.press("Show what would change")
    administrator.look()
    for name in half_year.left:
        administrator.reads(name)
    administrator.press("Take all of it over")
    until_done(administrator)


def the_half_year_comes_in(window: Window, half_year: planted.HalfYear) -> None:
    window.go("/outcomes/imports/")
    upload(window, "sales-half-year.csv", small_company.as_csv(half_year.rows()))
    window.press("Take it over")
    until_done(window)
    window.go("/outcomes/quality/")
    window.look()


def what_it_cost_is_entered(window: Window, programme: str) -> None:
    window.go(f"{programme}ledger/")
    window.look()
    window.fill("Cost of one working hour", "45")
    window.fill("Whatever else it cost", "900")
    window.fill("Margin on revenue", "40")
    window.fill("at least", "3000")
    window.fill("most likely", "5000")
    window.fill("at most", "8000")
    window.press("Keep these numbers")
    window.look()


def the_answer_is_computed(window: Window, programme: str, folder: Path) -> int:
    """Everything the page shows, and that it is what the file says. Returns the headline's percent."""
    window.go(f"{programme}results/")
    window.press("Compute the answer")
    until_done(window)
    window.look()
    window.download("Every figure, for machines", folder / "results.json")
    window.download("Every figure, to read", folder / "report.html")
    results = json.loads((folder / "results.json").read_text())
    assert results["headline"] == "gain"
    found = estimate(results, "itt_per_day", window="early", scale="percent")
    assert planted.AT_LEAST < found["estimate"] < planted.AT_MOST
    assert 0 < found["ci_low"] < found["estimate"] < found["ci_high"]
    percent = read_by(window, programme)
    assert percent == round(found["estimate"])
    usual = estimate(results, "taker_comparison", scale="percent")["estimate"]
    assert usual > found["estimate"] + 15  # it takes what the willing had before for an effect
    window.reads("What the usual report would have said.")
    assert "not an effect" in window.page.locator(".usual__figure").inner_text()
    assert str(round(usual)) in window.page.locator(".usual__figure").inner_text()
    kept = estimate(results, "retention", at=60, scale="difference")["estimate"]
    assert kept > 0  # two of those who waited have gone by then, and nobody else
    return percent


def read_by(window: Window, programme: str) -> int:
    """The page as leader, analyst and programme manager read it. Returns the headline's percent."""
    window.go(f"{programme}results/")
    window.look()
    headline = window.page.locator("h1").inner_text()
    assert "more revenue a day" in headline, headline
    window.reads("more a day, most likely")
    window.reads("starting later")
    for chart in ("weeks", "staying"):
        window.page.locator(f"section[aria-labelledby={chart}] figure svg").filter(visible=True).first.wait_for()
    window.reads("drawn by lot cost")
    window.reads("How this was computed")
    window.page.get_by_text("Show as a table").first.click()
    window.look()
    window.page.get_by_text("Every figure of this analysis").click()
    window.look()
    found = re.search(r"\d+", headline)
    assert found
    return int(found.group())


def the_files_name_nobody(company: Company, window: Window, folder: Path) -> None:
    """Neither page nor report nor figures hold a person's name, nor a word of a sheet."""
    people = small_company.people(company.first_day)
    texts = [window.page.content(), (folder / "results.json").read_text(), (folder / "report.html").read_text()]
    said = [text for side in WRITTEN.values() for text in side.values()] + [ADVICE]
    for text in texts:
        names = [one["Name"] for one in people[4:] if one["Name"] in text]
        assert not names
        assert not [sentence for sentence in said if sentence in text]


def the_others_see_none_of_it(pair: Pair, manager: Window, leader: Window, trainer: Window, programme: str) -> None:
    """What one may not see does not exist."""
    figures = [f"{programme}results/", f"{programme}results/results.json", f"{programme}results/report.html"]
    elsewhere = ["/outcomes/", "/access/", "/audit/", f"{programme}ledger/"]
    for window in (pair.one, pair.other, manager):
        for address in figures + elsewhere:
            assert refused(window, address), address
    for window in (manager, leader, trainer):
        assert refused(window, pair.sheet)
    for address in ("/access/", "/audit/", "/people/imports/", f"{programme}ledger/"):
        assert refused(leader, address), address


def refused(window: Window, address: str) -> bool:
    window.expected_refusal = True
    answer = window.go(address)
    window.expected_refusal = False
    return answer.status == 404


def estimate(results: dict[str, Any], question: str, **wanted: Any) -> dict[str, Any]:
    rows = [row for row in results["estimates"] if row["question"] == question]
    fitting: list[dict[str, Any]] = [row for row in rows if all(row.get(key) == value for key, value in wanted.items())]
    assert fitting and fitting[0].get("estimate") is not None, fitting or rows
    return fitting[0]
