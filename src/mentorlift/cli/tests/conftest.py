"""An organisation of three hundred people as `simulate` writes it, once a file of tests."""

import pytest
from click.testing import CliRunner

from mentorlift.cli.main import main


@pytest.fixture(scope="module")
def organisation(tmp_path_factory):
    folder = tmp_path_factory.mktemp("organisation")
    arguments = ["simulate", "--people", "300", "--days", "200", "--seed", "7", "--out", str(folder)]
    found = CliRunner().invoke(main, arguments)
    assert found.exit_code == 0, found.output
    return folder
