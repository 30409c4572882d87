"""What people read in their mail about deliveries, in their language; no figure and no id stands in it."""

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentorlift.outcomes.models import Look, OutcomeImport


def refused(upload: OutcomeImport, faults: int) -> tuple[str, str]:
    """Subject and body: a delivered file was refused whole."""
    assert upload.delivery
    mistakes = ngettext("it holds %(n)d mistake", "it holds %(n)d mistakes", faults) % {"n": faults}
    body = _(
        "the file %(file)s from “%(delivery)s” was refused: %(mistakes)s. Nothing of it counts, and what was there "
        "before stays. Every mistake, with its row:\n%(link)s\n\nCorrect the export and let it write the file again."
    ) % {
        "file": upload.file_name,
        "delivery": upload.delivery.name,
        "mistakes": mistakes,
        "link": settings.PUBLIC_URL + reverse("outcomes:import", args=[upload.id]),
    }
    return _("A file of figures was refused: %(delivery)s") % {"delivery": upload.delivery.name}, _hello(body)


def missing(look: Look) -> tuple[str, str]:
    """Subject and body: nothing has come for as many days as were allowed."""
    days = look.delivery.patience
    waited = ngettext("for %(n)d day", "for %(n)d days", days) % {"n": days}
    body = _(
        "nothing has come from “%(delivery)s” %(waited)s. The folder was looked into on %(day)s and was empty. Please "
        "have the export looked at; as soon as a file is there, it is taken at the usual time.\n%(link)s"
    ) % {
        "delivery": look.delivery.name,
        "waited": waited,
        "day": date_format(look.at, "j F Y"),
        "link": _page(look),
    }
    return _("No figures have come: %(delivery)s") % {"delivery": look.delivery.name}, _hello(body)


def unread(look: Look) -> tuple[str, str]:
    """Subject and body: something lay in the folder that is no table, or too large."""
    body = _("what came from “%(delivery)s” could not be taken:\n\n%(files)s\n\n%(link)s") % {
        "delivery": look.delivery.name,
        "files": "\n".join(look.refused),
        "link": _page(look),
    }
    return _("A file could not be taken: %(delivery)s") % {"delivery": look.delivery.name}, _hello(body)


def _page(look: Look) -> str:
    return settings.PUBLIC_URL + reverse("outcomes:delivery", args=[look.delivery_id])


def _hello(body: str) -> str:
    return f"{_('Hello,')}\n\n{body}"
