"""A data folder for each process that tests run in: the sweep of one deletes files that its own database does not know.

Loaded by `addopts` before the settings are read.
"""

import os

if (worker := os.environ.get("PYTEST_XDIST_WORKER")) and (folder := os.environ.get("MENTORLIFT_DATA")):
    os.environ["MENTORLIFT_DATA"] = os.path.join(folder, worker)  # noqa: PTH118
