"""Answering an invitation, and the administrator's pages of accounts, roles and words."""

from typing import Any
from uuid import UUID

from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django.views.i18n import set_language

from mentorlift.accounts import links, queries, services
from mentorlift.accounts.actors import ActorRequest
from mentorlift.accounts.forms import InvitationForm, PasswordForm, WordsForm
from mentorlift.accounts.models import Role, User


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def accept_invitation(request: ActorRequest, token: str) -> HttpResponse:
    invitation = queries.usable_invitation(links.invitation_id(token), now=timezone.now())
    if invitation is None:
        return render(request, "accounts/invitation_gone.html", status=410)
    form = PasswordForm(request.POST or None, email=invitation.email)
    if not form.is_valid():
        return render(request, "accounts/invitation.html", {"form": form, "invitation": invitation})
    try:
        user = services.accept(
            invitation_id=invitation.id,
            password=form.cleaned_data["password"],
            language=get_language() or "",
            now=timezone.now(),
        )
    except services.UnableToAccept as error:
        return render(request, "accounts/invitation_gone.html", {"reason": error}, status=409)
    return perform_login(request, user, redirect_url="/")


@login_not_required
@require_http_methods(["GET", "POST"])
def language(request: ActorRequest) -> HttpResponse:
    """Read pages in another language: kept in the browser, and with the account, which letters follow."""
    if request.method == "POST" and request.actor.user_id:
        services.choose_language(user_id=request.actor.user_id, language=request.POST.get("language", ""))
    return set_language(request)


@require_GET
def users(request: ActorRequest) -> HttpResponse:
    _require_administrator(request)
    return _users_page(request, InvitationForm())


@require_POST
def invitations(request: ActorRequest) -> HttpResponse:
    _require_administrator(request)
    form = InvitationForm(request.POST)
    if not form.is_valid():
        return _users_page(request, form, status=400)
    try:
        services.invite(
            email=form.cleaned_data["email"],
            person_id=None,
            roles=form.cleaned_data["roles"],
            actor_id=request.actor.user_id,
            now=timezone.now(),
        )
    except services.UnableToInvite as error:
        form.add_error("email", str(error))
        return _users_page(request, form, status=400)
    messages.success(request, _("The invitation is on its way."))
    return redirect("accounts:users")


@require_POST
def withdrawal(request: ActorRequest, invitation_id: UUID) -> HttpResponse:
    _require_administrator(request)
    services.withdraw(invitation_id=invitation_id, actor_id=request.actor.user_id, now=timezone.now())
    return redirect("accounts:users")


@require_GET
def user(request: ActorRequest, user_id: UUID) -> HttpResponse:
    found = _account(request, user_id)
    held = {granted.role for granted in found.present_roles}  # type: ignore[attr-defined]
    context = {"account": found, "held": held, "roles": Role.choices, "section": "accounts"}
    return render(request, "accounts/user.html", {**context, "history": queries.role_history(found)})


@require_POST
def roles(request: ActorRequest, user_id: UUID) -> HttpResponse:
    """Give or take the role in `role`, as `change` says."""
    found = _account(request, user_id)
    change = services.grant_role if request.POST.get("change") == "grant" else services.revoke_role
    return _change(request, found, lambda **who: change(role=request.POST.get("role", ""), **who))


@require_POST
def closure(request: ActorRequest, user_id: UUID) -> HttpResponse:
    return _change(request, _account(request, user_id), services.close_account)


@require_http_methods(["GET", "POST"])
def words(request: ActorRequest) -> HttpResponse:
    """What the organisation calls the roles and the programme, by language; `language` says which one is sent."""
    _require_administrator(request)
    sections: list[dict[str, Any]] = []
    for code, name in settings.LANGUAGES:
        sent = request.POST if request.POST.get("language") == code else None
        form = WordsForm(sent, language=code, present=queries.renamed_words(code))
        if sent is not None and form.is_valid() and _rename(request, code, form):
            return redirect("accounts:words")
        sections.append({"code": code, "name": name, "form": form})
    wrong = any(section["form"].errors for section in sections)
    return render(
        request, "accounts/words.html", {"sections": sections, "section": "words"}, status=400 if wrong else 200
    )


def _rename(request: ActorRequest, language: str, form: WordsForm) -> bool:
    try:
        services.rename_words(
            language=language, words=form.wanted(), actor_id=request.actor.user_id, now=timezone.now()
        )
    except services.UnableToRename as error:
        for word, sentence in error.faults.items():
            form.add_error(f"{word}_singular", sentence)
        return False
    messages.success(request, _("Every text uses these words from now on, within a few seconds everywhere."))
    return True


def _change(request: ActorRequest, found: User, change: Any) -> HttpResponse:
    try:
        change(user_id=found.id, actor_id=request.actor.user_id, now=timezone.now())
    except services.UnableToChangeRole as error:
        messages.error(request, str(error))
    return redirect("accounts:user", user_id=found.id)


def _users_page(request: ActorRequest, form: InvitationForm, *, status: int = 200) -> HttpResponse:
    words = request.GET.get("words", "")
    found = queries.visible_accounts(request.actor, words=words)
    context = {
        "page": Paginator(found, 50).get_page(request.GET.get("page")),
        "words": words,
        "open_invitations": queries.open_invitations(request.actor)[:50],
        "form": form,
        "section": "accounts",
    }
    return render(request, "accounts/users.html", context, status=status)


def _account(request: ActorRequest, user_id: UUID) -> User:
    return get_object_or_404(queries.visible_accounts(request.actor), id=user_id)


def _require_administrator(request: ActorRequest) -> None:
    if not request.actor.is_administrator:
        raise Http404
