"""Reads of figures. What other rooms build on is named here."""

from mentorlift.outcomes.queries.panels import (
    arrivals,
    daily_file,
    figures_version,
    metric_names,
    observed_through,
    tenure_days,
)

__all__ = ["arrivals", "daily_file", "figures_version", "metric_names", "observed_through", "tenure_days"]
