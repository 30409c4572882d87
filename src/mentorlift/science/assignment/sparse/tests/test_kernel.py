"""Compiled parts are kept where they can be, and work where they cannot."""

import tempfile

from mentorlift.science.assignment.sparse.kernel import kernel


def twice(x):
    return 2 * x


def test_a_part_is_kept_where_there_is_a_folder_for_it(tmp_path, monkeypatch):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr("numba.core.config.CACHE_DIR", str(tmp_path))
    assert kernel(twice)(4) == 8
    assert list(tmp_path.rglob("*twice*.nbi"))


def test_a_part_works_where_no_folder_can_be_written(monkeypatch):
    def refuse(*_, **__):
        raise PermissionError("read-only")

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    assert kernel(twice)(4) == 8
