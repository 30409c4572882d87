"""A few people of both sides under a policy with every kind of rule and criterion, as files."""

PROTEGES = """person_id,manager_id,languages,working_hours,wants,years,site
p1,b1,en|pl,Europe/Berlin 09:00-17:30,price|calls,0,Hamburg
p2,b1,en,Europe/London 09:00-17:30,renewals,1,Leeds
"""
MENTORS = """person_id;manager_id;languages;working_hours;strong;years;site;capacity;perf
m2;;en;Europe/London 09:00-17:30;renewals;7;Leeds;2;0.9
m1;b9;en|pl;Europe/Berlin 09:00-17:30;price|calls;5;Hamburg;1;1.1
b1;b9;en;Europe/London 09:00-17:30;renewals;17;Leeds;;
"""
POLICY = """
mode = "optimal"
lottery = 2026-11-01
[[rule]]
kind = "different"
field = "manager_id"
[[rule]]
kind = "not-in-line"
manager = "manager_id"
[[rule]]
kind = "overlap-hours"
field = "working_hours"
at_least = 2
[[rule]]
kind = "shares-any"
field = "languages"
[[rule]]
kind = "forbid"
pairs = "never.csv"
[[pin]]
protege = "p2"
mentor = "m2"
[[criterion]]
kind = "covers"
needs = "wants"
offers = "strong"
weight = 5
[[criterion]]
kind = "band"
field = "years"
difference = [2, 8]
weight = 3
[[criterion]]
kind = "near"
field = "years"
scale = 20.0
weight = 1
[[criterion]]
kind = "level"
of = "mentor"
field = "perf"
weight = 2
[[criterion]]
kind = "preference"
weight = 4
"""


def written(tmp_path):
    """The files of both sides, the policy, the forbidden pairs and the wishes, in a folder."""
    texts = {
        "p.csv": PROTEGES,
        "m.csv": "\ufeff" + MENTORS.replace("\n", "\r\n"),
        "policy.toml": POLICY,
        "never.csv": "protege_id,mentor_id\np1,m2\n",
        "w.csv": "person_id,choice_id,rank\np1,m1,1\np1,m2,2\n",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8", newline="")
    return tmp_path
