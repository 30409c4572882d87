"""In which money the files themselves say a figure comes."""

from mentorlift.files.outcomes import is_money
from mentorlift.outcomes.models import Metric, OutcomeImport


def currency_of_files(metric: Metric) -> str:
    """The currency of the files that count and bring this figure; "" where none of them names one."""
    if not is_money(metric.name):
        return ""
    counted = OutcomeImport.objects.filter(taken_over_at__isnull=False, withdrawn_at=None).exclude(currency="")
    found = (currency for currency, names in counted.values_list("currency", "metrics") if metric.name in names)
    return next(found, "")
