"""Reads of figures. What other rooms build on is named here."""

from mentorlift.outcomes.queries.panels import (
    daily_file,
    figures_version,
    metric_names,
    observed_through,
    tenure_days,
)

__all__ = ["daily_file", "figures_version", "metric_names", "observed_through", "tenure_days"]
