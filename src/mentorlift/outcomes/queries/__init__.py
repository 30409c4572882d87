"""Reads of figures. What other rooms build on is named here."""

from mentorlift.outcomes.queries.changes import FileChange, file_changes
from mentorlift.outcomes.queries.panels import (
    arrivals,
    daily_file,
    figures_version,
    metric_names,
    observed_through,
    removed_through,
    tenure_days,
)

__all__ = [
    "FileChange",
    "arrivals",
    "daily_file",
    "figures_version",
    "file_changes",
    "metric_names",
    "observed_through",
    "removed_through",
    "tenure_days",
]
