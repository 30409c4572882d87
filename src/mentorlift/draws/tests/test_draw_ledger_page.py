"""The ledger of a programme: what stands in it, who may have a draw held again, and what the answer names."""

import io
import subprocess
import sys
import zipfile

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from mentorlift.draws.models import Assignment, Check, Draw
from mentorlift.draws.tests.conftest import draw_now, without_triggers


def look(client, draw, name="ledger"):
    response = client.get(reverse(f"draws:{name}", args=[draw.cohort.programme_id]))
    assert response.status_code == 200, response.status_code
    return response


def text(response):
    return " ".join(response.content.decode().split())


def check(client, draw):
    return client.post(reverse("draws:checking", args=[draw.cohort.programme_id, draw.cohort_id]), follow=True)


@pytest.mark.parametrize("role", ["programme_manager", "leader", "analyst", "administrator"])
def test_whoever_reads_the_programme_reads_codes_and_time_line_and_may_check(drawn, enter, role):
    client = enter(role)
    page = text(look(client, drawn))
    for shown in (drawn.preparation.list_hash, drawn.preparation.commitment, drawn.seed, drawn.public_value):
        assert shown in page
    for line in ("What is measured was fixed", "The list was fixed", "locked secret were published", "Drawn by lot"):
        assert line in page
    assert "Everybody drawn was told</" not in page
    answer = text(check(client, drawn))
    assert "all 20 people come out the same, nobody moved" in answer
    kept = Check.objects.get()
    assert (kept.by, kept.people, kept.verifies) == (str(client.user.id), 20, True)
    assert client.user.email in answer


def test_the_answer_names_who_was_moved_behind_the_back_of_the_ledger(drawn, enter):
    client = enter("analyst")
    assert "nobody moved" in text(check(client, drawn))
    moved = Assignment.objects.filter(draw=drawn, arm="later").order_by("code")[0]
    without_triggers("draws_assignment", "UPDATE draws_assignment SET arm = 'mentored' WHERE id = %s", [moved.id])
    answer = text(check(client, drawn))
    assert "this draw does not verify" in answer
    assert f'<span class="code">{moved.code}</span> drawn: later, found: mentored' in answer
    assert "Drawn again: 1 line stands elsewhere" in answer
    assert "Drawn again: everybody came out the same" in answer  # the earlier answer stays on the time line


def test_a_draw_before_its_day_shows_what_is_settled_and_not_the_secret(build, enter):
    from mentorlift.draws import services
    from mentorlift.draws.models import PublicRule
    from mentorlift.draws.tests.conftest import NOW, PLAN, TODAY

    cohort = build(20)
    prepared = services.prepare_draw(
        cohort=cohort,
        plan_hash=PLAN,
        mentored={"mandatory": 8},
        public_rule=PublicRule.DATE,
        public_on=TODAY,
        actor_id="u",
        now=NOW,
        today=TODAY,
    )
    client = enter("leader")
    page = text(client.get(reverse("draws:ledger", args=[cohort.programme_id])))
    assert prepared.commitment in page
    assert prepared.secret not in page
    assert "Draw again and compare" not in page
    assert client.post(reverse("draws:checking", args=[cohort.programme_id, cohort.id])).status_code == 404


def test_nobody_else_reads_it(drawn, enter):
    client = enter()
    for name in ("ledger", "archive"):
        assert client.get(reverse(f"draws:{name}", args=[drawn.cohort.programme_id])).status_code == 404
    assert check(client, drawn).status_code == 404


def test_a_check_stays_as_it_was_written(drawn, enter):
    check(enter("leader"), drawn)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Check.objects.update(faults=["never"])


def test_the_download_draws_again_on_another_machine(build, enter, tmp_path):
    first = draw_now(build(20), mandatory=8)
    second = draw_now(build(14, programme=first.cohort.programme), mandatory=5)
    assert Draw.objects.count() == 2
    client = enter("analyst")
    content = look(client, second, "archive").content
    assert content == look(client, second, "archive").content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(tmp_path)
    assert str(first.assignments.first().person_id) not in content.decode("latin-1")
    for number in ("01", "02"):
        assert f"mentorlift verify-draw draws/{number}/draw.json" in (tmp_path / "README.txt").read_text()
        command = [sys.executable, "-m", "mentorlift", "verify-draw", f"draws/{number}/draw.json"]
        done = subprocess.run(
            [*command, "--roster", f"draws/{number}/list.csv"], cwd=tmp_path, capture_output=True, text=True, check=True
        )
        assert "people come out the same" in done.stdout
