"""What contracts need a whole programme for."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from mentorlift.programmes.models import Programme


@pytest.fixture
def programme(transactional_db: None, settings: Any, tmp_path: Path) -> "Programme":
    """A small programme of the past, drawn and measured, without an answer yet."""
    from tests.contracts.small_answer import drawn_programme

    settings.DATA_DIR = tmp_path
    return drawn_programme(tmp_path)
