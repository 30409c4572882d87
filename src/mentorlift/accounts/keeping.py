"""What this room keeps for a time, and its share of what is held on a person."""

from datetime import datetime

from django.conf import settings
from django.db.models import Min, QuerySet
from django.utils.translation import gettext_lazy as _

from mentorlift.accounts.models import GrantedRole, Invitation, Role, User
from mentorlift.keeping.kinds import Kind, register_kind
from mentorlift.keeping.own import Gatherer, Part, Whose, Worded, register_gatherer


def register() -> None:
    """Called in AccountsConfig.ready."""
    register_kind(
        Kind(
            key="invitations",
            position=85,
            title=_("Invitations that nobody answered"),
            starts=_("the day the invitation ended"),
            stays=_("nothing"),
            default=90,
            least=7,
            most=365,
            oldest=lambda: _unanswered().aggregate(first=Min("expires_at"))["first"],
            remove=lambda before, _now: _unanswered().filter(expires_at__lt=before).delete()[0],
        )
    )
    register_gatherer(Gatherer("account", 1, _account))


def _unanswered() -> QuerySet[Invitation]:
    return Invitation.objects.filter(accepted_at=None)


def _account(whose: Whose, _now: datetime) -> list[Part]:
    users = User.objects.filter(id=whose.user_id) if whose.user_id else User.objects.filter(person_id=whose.person_id)
    user = users.first()
    if user is None:
        return []
    language = Worded(user.language, dict(settings.LANGUAGES).get(user.language, user.language))
    fields = (("address", _("address")), ("language", _("language")), ("last", _("last signed in")))
    roles = GrantedRole.objects.filter(user=user)
    of_roles = (("role", _("role")), ("from", _("from")), ("until", _("until")))
    return [
        Part("account", _("Account"), fields, [(user.email, language, user.last_login)]),
        Part("roles", _("Roles"), of_roles, [(Role(one.role).label, one.granted_at, one.revoked_at) for one in roles]),
    ]
