"""The section "what changed since the last computation", for any page that shows an analysis."""

from typing import Any

from django import template

from mentorlift.experiments.models import Analysis
from mentorlift.outcomes import policies
from mentorlift.reports.results.changed import changed

register = template.Library()


@register.inclusion_tag("reports/results/changed.html", takes_context=True)
def what_changed(context: dict[str, Any], analysis: Analysis | None) -> dict[str, Any]:
    """Nothing for a first computation. Files are linked for those who may read about figures."""
    found = changed(analysis) if analysis else None
    return {**(found or {}), "may_read_files": policies.may_read_quality(context["request"].actor)}
