import copy
import json

import pytest

from mentorlift.science.lottery.design import Design
from mentorlift.science.lottery.drawing import draw
from mentorlift.science.lottery.record import as_record
from mentorlift.science.lottery.seed import commitment, roster_hash, seed
from mentorlift.science.lottery.verification import arms_digest, verify


@pytest.fixture
def people():
    return [{"person_id": f"{i:03d}", "site": "AB"[i % 2], "note": str(i)} for i in range(40)]


@pytest.fixture
def record(people):
    listed = roster_hash(people, ["site"])
    made = seed(secret="kept", roster=listed, public_value="4 8 15 16 23 42")
    drawn = draw(people, Design(seed=made, allocation={"m": 15, "l": 25}, strata=("site",)))
    origin = {"secret": "kept", "commitment": commitment("kept"), "public_value": "4 8 15 16 23 42"}
    return json.loads(json.dumps(as_record(drawn, people, origin=origin)))


def test_a_draw_by_branches_of_the_roster_survives_its_file(people):
    rows = [row | {"branch": "mandatory" if i < 25 else "voluntary"} for i, row in enumerate(people)]
    numbers = {"mandatory": {"m": 10, "l": 15}, "voluntary": {"m": 5, "l": 10}}
    record = as_record(draw(rows, Design(seed="s", by_branch=numbers, strata=("site",))), rows)
    assert verify(json.loads(json.dumps(record)), rows).verifies


def test_the_order_of_keys_in_the_file_does_not_matter(people, record):
    assert verify(json.loads(json.dumps(record, sort_keys=True)), people).verifies


def with_arms(people, record):
    arms = {a["person_id"]: a["arm"] for a in record["assignments"]}
    return [row | {"arm": arms[row["person_id"]]} for row in people]


def test_an_honest_draw_verifies_with_and_without_arms_in_the_roster(people, record):
    assert verify(record, people).verifies
    assert verify(record, list(reversed(with_arms(people, record)))).verifies


def test_columns_the_draw_did_not_use_may_change(people, record):
    assert verify(record, [row | {"note": "left"} for row in people]).verifies


def test_everybody_who_was_moved_in_the_draw_file_is_named(people, record):
    one = next(a for a in record["assignments"] if a["arm"] == "m")
    two = next(a for a in record["assignments"] if a["arm"] == "l")
    one["arm"], two["arm"] = "l", "m"
    verdict = verify(record, people)
    assert {(m.person_id, m.drawn, m.found) for m in verdict.moved} == {
        (one["person_id"], "m", "l"),
        (two["person_id"], "l", "m"),
    }


def test_everybody_who_was_moved_in_the_roster_is_named(people, record):
    rows = with_arms(people, record)
    rows[4]["arm"] = "l" if rows[4]["arm"] == "m" else "m"
    rows[9]["arm"] = ""
    assert [m.person_id for m in verify(record, rows).moved] == ["004", "009"]


def test_everybody_in_another_branch_than_the_drawn_one_is_named(people):
    design = Design(seed="s", allocation={"m": 8, "l": 12}, branches={"mandatory": 20, "voluntary": 20})
    drawn = draw(people, design)
    rows = [row | {"arm": a.arm, "branch": a.branch} for row, a in zip(people, drawn.assignments, strict=True)]
    record = as_record(drawn, people)
    assert verify(record, rows).verifies
    moved = next(row for row in rows if row["branch"] == "voluntary")
    moved["branch"] = "mandatory"
    assert verify(record, rows).faults == (
        f"{moved['person_id']}: the draw gives the branch voluntary, the roster says mandatory",
    )


def test_a_person_added_or_removed_after_the_draw_is_named(people, record):
    rows = [*people[1:], {"person_id": "new", "site": "A"}]
    faults = " ".join(verify(record, rows).faults)
    assert "000 was drawn but is not in the list" in faults
    assert "new is in the list but was not drawn" in faults


def test_a_changed_stratum_shows_as_another_list(people, record):
    people[3]["site"] = "A"
    assert "the list is not the one that was drawn" in verify(record, people).faults[0]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"secret": "other"}, "not the one that was committed to"),
        ({"public_value": "1 2 3"}, "does not follow from secret, list and public value"),
    ],
)
def test_a_seed_that_was_chosen_is_seen(people, record, change, words):
    record["origin"] |= change
    assert any(words in fault for fault in verify(record, people).faults)


def test_a_replaced_seed_is_seen(people, record):
    record["seed"] = "a better one"
    faults = verify(record, people).faults
    assert any("check code" in fault for fault in faults)


def test_a_file_that_is_no_draw_is_refused(people):
    assert verify({"format": "something"}, people).faults
    assert verify({"format": "mentorlift-draw-1"}, people).faults


def test_arms_from_before_the_draw_are_left_alone_until_they_change(people):
    rows = [row | {"arm": "old"} for row in people]
    drawn = draw(rows, Design(seed="s", allocation={"m": 20, "l": 20}))
    record = as_record(drawn, rows, arms_before=arms_digest(rows))
    assert verify(record, rows).verifies
    changed = copy.deepcopy(rows)
    changed[0]["arm"] = "m"
    assert len(verify(record, changed).moved) > 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda r: r["strata"][0]["counts"].update(m=1), "strata in the draw file"),
        (lambda r: r.update(probabilities={}), "probabilities in the draw file"),
        (lambda r: r["reserve"].reverse(), "reserve in the draw file"),
        (lambda r: r["assignments"][3].update(stratum="C"), "003: stratum, branch or unit"),
        (lambda r: r["assignments"].pop(), "039 is in the list but was not drawn"),
        (lambda r: r["assignments"].append({"person_id": "x", "arm": "m"}), "x was drawn but is not in the list"),
        (lambda r: r.update(origin=["a"]), "damaged: origin"),
    ],
)
def test_a_draw_file_is_held_to_all_it_says(people, record, change, words):
    change(record)
    assert any(words in fault for fault in verify(record, people).faults)
