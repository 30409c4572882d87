"""The letter to both when a programme is passed on."""

from django.utils.translation import gettext_lazy as _

from mentorlift.programmes.letters.kinds import LetterKind, register_kind


def register() -> None:
    """Called in ProgrammesConfig.ready."""
    register_kind(
        LetterKind(
            key="handover",
            position=75,
            title=_("A programme is passed on"),
            reader=_("programme manager"),
            subject=_("{programme}: {after} is in charge now"),
            body=_(
                "Hello {name},\n\n{programme} was passed on from {before} to {after}. Everything stays as it is: "
                "lists, draw, pairs, letters and dates. What waits for a decision stands on the programme's page:"
                "\n\n{link}\n"
            ),
            placeholders={
                "name": _("name of the reader"),
                "programme": _("name of the programme"),
                "before": _("who was in charge"),
                "after": _("who is in charge now"),
                "link": _("the programme's page"),
            },
        )
    )
