"""What would tell of fewer than five people is not kept."""

from mentorlift.experiments.hiding import ALL_BUT_FEW, FEW, counted, shown_doubt
from mentorlift.experiments.rules import TOO_FEW


def entry(**changes):
    taken = {
        "arm": "mentored", "n_treated": 40, "n_control": 60, "crossed": {"early": 0, "late": 3}, "never": 2,
        "met": [
            {"least": 0, "most": 0, "treated": 2, "control": 57},
            {"least": 1, "most": 1, "treated": 8, "control": 0},
            {"least": 2, "most": 3, "treated": 30, "control": 3},
        ],
        "left": [{"day": 30, "treated": 40, "control": 60, "left_treated": 1, "left_control": 12}],
    }  # fmt: skip
    balance = {
        "n_treated": 40, "n_control": 60, "same": [], "p_value": 0.4, "redraws": 100,
        "rows": [
            {"name": "site=Leeds", "mean_treated": 0.05, "mean_control": 0.2, "standardised": 0.3},
            {"name": "site=Kiel", "mean_treated": 0.5, "mean_control": 0.4, "standardised": 0.1},
            {"name": "years", "mean_treated": 2.0, "mean_control": 2.1, "standardised": 0.0},
        ],
    }  # fmt: skip
    curve = [{"name": "planned", "estimate": 9.0, "ci_low": 1.0, "ci_high": 17.0, "n_treated": 4, "n_control": 50}]
    return {"branch": "", "arm": "mentored", "taken_up": taken, "balance": balance, "curve": curve, **changes}


def test_neighbouring_counts_are_joined_until_each_holds_five() -> None:
    met = shown_doubt(entry())["taken_up"]["met"]
    assert all(row[side] == 0 or row[side] >= 5 for row in met for side in ("treated", "control"))
    assert sum(row["treated"] for row in met) == 40
    assert sum(row["control"] for row in met) == 60
    assert (met[0]["least"], met[-1]["most"]) == (0, 3)


def test_where_joining_does_not_help_nothing_is_shown() -> None:
    few = entry()
    few["taken_up"]["met"] = [{"least": 0, "most": 0, "treated": 3, "control": 1}]
    assert shown_doubt(few)["taken_up"]["met"] == []


def test_small_counts_become_words() -> None:
    taken = shown_doubt(entry())["taken_up"]
    assert taken["never"] == FEW
    assert taken["crossed"] == {"early": 0, "late": FEW}
    assert (taken["left"][0]["left_treated"], taken["left"][0]["left_control"]) == (FEW, 12)
    assert counted(5) == 5
    nearly = entry()
    nearly["taken_up"]["left"] = [{"day": 90, "treated": 40, "control": 60, "left_treated": 37, "left_control": 60}]
    left = shown_doubt(nearly)["taken_up"]["left"][0]
    assert (left["left_treated"], left["left_control"]) == (ALL_BUT_FEW, 60)


def test_a_share_of_two_people_is_no_row_and_a_small_group_no_balance() -> None:
    shown = shown_doubt(entry())["balance"]
    assert [row["name"] for row in shown["rows"]] == ["site=Kiel", "years"]
    thin = entry()  # one person of a stratum that counts half
    thin["balance"]["rows"][1]["mean_treated"] = 0.45 / 40
    assert [row["name"] for row in shown_doubt(thin)["balance"]["rows"]] == ["years"]
    small = entry()
    small["balance"]["n_control"] = 4
    assert shown_doubt(small)["balance"] == {"not_estimable": TOO_FEW}


def test_an_interval_over_four_people_is_not_shown() -> None:
    assert shown_doubt(entry())["curve"][0]["not_estimable"] == TOO_FEW
