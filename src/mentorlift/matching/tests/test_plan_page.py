"""The plan of weekly pairs among many, on a page."""

import pytest

from mentorlift.matching.tests.browsing import get, text
from mentorlift.matching.tests.test_rotation import POLICY, petra, square

pytestmark = pytest.mark.django_db
__all__ = ["petra", "square"]  # fixtures


def test_a_large_plan_is_read_week_by_week_and_page_by_page(square, petra, monkeypatch):
    monkeypatch.setattr("mentorlift.matching.queries.plan_page.WHOLE_UP_TO", 7)
    monkeypatch.setattr("mentorlift.matching.queries.plan_page.A_PAGE", 1)
    draft = square.draft(POLICY)

    def shown(**asked):
        found = get(petra, "matching:draft", draft.id, **asked)
        rows = [
            (week.number, row.protege.name, row.mentor.name)
            for week in found.context["view"].weeks
            for row in week.rows
        ]
        return text(found), rows

    words, first = shown()
    assert "5 people, 4 weeks" in words and words.count("See the 2 pairs") == 3 and "page 1 of 2" in words
    third, last = shown(week="3")[1], shown(week="3", page="2")[1]
    assert [[week for week, *_ in rows] for rows in (first, third, last)] == [[1], [3], [3]]
    assert third != last
    of_mei = [shown(q="mei", page=str(page))[1] for page in (1, 2)]  # of five people nobody has three weeks off
    assert all(len(rows) == 1 and "Mei Tanaka" in rows[0] for rows in of_mei)
    assert of_mei[0][0][0] < of_mei[1][0][0], "each in another week"
    assert "Nobody of that name." in shown(q="nobody")[0]
    for week in ("", "99", "x", "-1"):
        assert shown(week=week)[1] == first
