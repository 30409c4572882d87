"""What was compiled from older files is not used."""

import os

from mentorlift.science.assignment.sparse.kernel import forget_older


def test_what_was_compiled_before_any_file_changed_is_taken_away(tmp_path):
    (tmp_path / "__pycache__").mkdir()
    files = {"inner.py": 10, "outer.py": 1, "__pycache__/outer.nbi": 5, "__pycache__/inner.nbi": 20}
    for name, at in files.items():
        (tmp_path / name).write_text("x")
        os.utime(tmp_path / name, (at, at))
    forget_older(str(tmp_path))
    assert sorted(file.name for file in (tmp_path / "__pycache__").iterdir()) == ["inner.nbi"]
