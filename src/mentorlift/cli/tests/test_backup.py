"""Backup and restore as an operator meets them, on the engine the suite runs on."""

import io
import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path
from uuid import uuid4

import pytest

from mentorlift.cli.archive import DamagedArchive, unpack

DRILL = Path(__file__).with_name("drill.py")


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        yield f"sqlite:///{tmp_path_factory.mktemp('database') / 'db.sqlite3'}"
        return
    import psycopg

    name = f"drill_{uuid4().hex[:10]}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield url.rpartition("/")[0] + "/" + name
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def run(database, data):
    env = {**os.environ, "DATABASE_URL": database, "MENTORLIFT_DATA": str(data)}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, DRILL], env=env, **pipes) as process:

        def run(*words):
            process.stdin.write(json.dumps([str(word) for word in words]) + "\n")
            process.stdin.flush()
            return json.loads(process.stdout.readline())

        yield run
        process.stdin.close()


@pytest.fixture(scope="module")
def saved(run, data, tmp_path_factory):
    """An organisation with an administrator, an account and one outcome file, and its backup."""
    assert run("init-admin", "boss@example.com")["code"] == 0
    run("account", "anna@example.com")
    (data / "outcomes").mkdir()
    (data / "outcomes" / "2026-01.parquet").write_bytes(b"figures")
    file = tmp_path_factory.mktemp("backups") / "monday.tar"
    result = run("backup", file)
    assert result["code"] == 0, result
    return file


def names(file):
    with tarfile.open(file) as archive:
        return set(archive.getnames())


def test_a_backup_holds_database_files_and_manifest_and_is_for_its_owner_alone(saved):
    kept = names(saved)
    assert {"data/outcomes/2026-01.parquet", "manifest.json"} < kept
    assert kept & {"database.sqlite3", "database.pgdump"}
    assert saved.stat().st_mode & 0o777 == 0o600


def test_the_keys_stay_out_unless_asked_for(saved, run):
    assert not names(saved) & {"data/secret.key", "data/sheet.key"}
    with_keys = saved.with_name("with-keys.tar")
    run("backup", with_keys, "--with-keys")
    assert {"data/secret.key", "data/sheet.key"} <= names(with_keys)


def test_a_backup_overwrites_no_other(saved, run):
    result = run("backup", saved)
    assert result["code"] == 1 and "exists" in result["output"]


def test_a_restore_does_not_touch_what_is_there_unless_forced(saved, run):
    result = run("restore", saved)
    assert result["code"] == 1 and "--force" in result["output"]


def test_a_damaged_backup_is_refused_by_name_of_the_damaged_part(saved, run, tmp_path):
    damaged = tmp_path / "damaged.tar"
    damaged.write_bytes(saved.read_bytes().replace(b"figures", b"figurez"))
    result = run("restore", "--force", damaged)
    assert result["code"] == 1 and "data/outcomes/2026-01.parquet is damaged" in result["output"]
    assert run("accounts")["invitations"] == ["boss@example.com"]


@pytest.mark.parametrize("content", [b"", b"no archive at all", bytes(10240)])
def test_what_is_no_backup_is_refused(content, run, tmp_path):
    file = tmp_path / "other.tar"
    file.write_bytes(content)
    result = run("restore", "--force", file)
    assert result["code"] == 1 and "Nothing was changed" in result["output"]


@pytest.mark.parametrize(
    "manifest", [b"[]", b"{}", b'{"files": {}}', b"[" * 100_000], ids=["list", "empty", "half", "deep"]
)
def test_an_archive_whose_list_lacks_something_is_refused(manifest, run, tmp_path):
    file = tmp_path / "other.tar"
    with tarfile.open(file, "w") as archive:
        member = tarfile.TarInfo("manifest.json")
        member.size = len(manifest)
        archive.addfile(member, io.BytesIO(manifest))
    result = run("restore", "--force", file)
    assert result["code"] == 1 and "Nothing was changed" in result["output"]


@pytest.mark.parametrize("name", ["../stolen", "/tmp/stolen"])
def test_no_part_of_an_archive_leads_out_of_the_data(saved, name, tmp_path):
    with tarfile.open(tmp_path / "other.tar", "w") as archive:
        archive.addfile(tarfile.TarInfo(name))
    with pytest.raises(DamagedArchive, match="not a file of a backup"):
        unpack(tmp_path / "other.tar", [name], tmp_path / "inside")
    assert not (tmp_path / "stolen").exists()


def test_a_restore_brings_back_exactly_what_was_saved(saved, run, data):
    key = (data / "sheet.key").read_text()
    run("init-admin", "later@example.com")
    (data / "outcomes" / "2026-01.parquet").write_bytes(b"spoiled")
    (data / "outcomes" / "2026-02.parquet").write_bytes(b"not saved")
    assert run("accounts")["invitations"] == ["boss@example.com", "later@example.com"]

    result = run("restore", "--force", saved)
    assert result["code"] == 0, result
    assert "keys were not in it" in result["output"]
    assert run("accounts")["invitations"] == ["boss@example.com"]
    assert {path.name: path.read_bytes() for path in (data / "outcomes").iterdir()} == {"2026-01.parquet": b"figures"}
    assert (data / "sheet.key").read_text() == key
    assert run("chain") == {"intact": True, "last": "operations.restore"}
    assert run("init-admin", "after@example.com")["code"] == 0


def test_a_restored_database_can_be_saved_and_restored_again(run, tmp_path):
    second = tmp_path / "tuesday.tar"
    assert run("backup", second)["code"] == 0
    assert run("restore", "--force", second)["code"] == 0
    assert run("chain")["intact"]
