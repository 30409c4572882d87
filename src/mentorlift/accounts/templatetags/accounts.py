"""The demo's doors, wherever a page wants to show them."""

from typing import Any

from django import template
from django.conf import settings

from mentorlift.accounts.queries import demo_doors as stored_doors

register = template.Library()


@register.inclusion_tag("accounts/demo_doors.html", takes_context=True)
def demo_doors(context: dict[str, Any]) -> dict[str, Any]:
    """One button a role in the demo; nothing anywhere else."""
    doors = list(stored_doors()) if settings.DEMO else []
    return {"demo_doors": doors, "csrf_token": context.get("csrf_token")}
