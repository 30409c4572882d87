"""The script in the proof of an answer: in a clean folder it draws again, and names the file that was changed."""

import hashlib
import io
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

from django.urls import reverse

from mentorlift.programmes.models import Programme
from tests.contracts.small_answer import answer


def run(folder: Path) -> tuple[int, str]:
    command = [sys.executable, "-I", str(folder / "recompute.py")]
    done = subprocess.run(command, cwd=folder.parent, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.returncode, done.stdout


def test_the_proof_is_computed_again_and_a_changed_byte_is_found(
    programme: Programme,
    enter,
    tmp_path: Path,
) -> None:
    answer(programme)
    sent = enter("analyst").get(reverse("reports:proof", args=[programme.id]))
    folder = tmp_path / "proof"
    with ZipFile(io.BytesIO(sent.content)) as archive:
        archive.extractall(folder)
    status, said = run(folder)
    assert (status, "1 draw comes out the same" in said) == (0, True), said
    assert "report.html is the same, byte for byte" in said

    drawn = folder / "draws/01/list.csv"
    drawn.write_text(drawn.read_text().replace("mandatory", "voluntary", 1))
    status, said = run(folder)
    assert status == 1
    assert "draws/01/list.csv is not the file of this bundle" in said

    sums = (folder / "SHA256SUMS").read_text().splitlines()
    names = [line.split("  ")[1] for line in sums]
    lines = [f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names]
    (folder / "SHA256SUMS").write_text("".join(lines))
    status, said = run(folder)
    assert status == 1
    assert "draws/01/draw.json: " in said  # the draw itself does not follow from the changed list
