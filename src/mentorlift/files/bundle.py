"""A folder from which anybody can repeat an analysis."""

import hashlib
import shlex
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from mentorlift import __version__

README = """\
Everything this analysis was made of. To repeat it, install mentorlift {version} and run in this folder:

    {command}

again.json must then be the same bytes as results.json (on the same platform with the same packages; elsewhere the
numbers agree to nine digits). SHA256SUMS holds the check codes: sha256sum -c SHA256SUMS
"""


def write_bundle(
    folder: Path, inputs: Mapping[str, Path], *, results: str, report: str, explored: Sequence[str] = ()
) -> None:
    """Copies the `inputs` (option name -> file) beside results.json, report.html, README.txt and SHA256SUMS.

    `explored` are the columns that were looked at beyond the plan.
    The same inputs give the same files. Existing files of these names are replaced.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    options = []
    for option, path in inputs.items():
        name = option + path.suffix.lower()
        if (folder / name).resolve() != path.resolve():
            shutil.copyfile(path, folder / name)
        written.append(name)
        options.append(f"--{option} {name}")
    options += [f"--explore {shlex.quote(column)}" for column in explored]
    command = " ".join(["mentorlift analyse", *options, "--out again.json"])
    texts = {
        "results.json": results,
        "report.html": report,
        "README.txt": README.format(version=__version__, command=command),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
        written.append(name)
    sums = "".join(f"{_digest(folder / name)}  {name}\n" for name in sorted(written))
    (folder / "SHA256SUMS").write_text(sums, encoding="utf-8")


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
