"""The wizard: one page a step, each saved when it is sent, so that nothing is lost on the way."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from mentorlift.people.queries import names
from mentorlift.programmes import policies, queries, services
from mentorlift.programmes.forms import setting_up as forms
from mentorlift.programmes.models import Programme
from mentorlift.programmes.queries.people import count_eligible, people_called, words_on
from mentorlift.programmes.role_words import shape_of
from mentorlift.programmes.rules.eligibility import Eligibility
from mentorlift.programmes.rules.prices import reach, serving_price
from mentorlift.programmes.rules.shapes import INFORMAL
from mentorlift.programmes.rules.templates import TEMPLATES
from mentorlift.programmes.views.requests import actor_of, must, runnable, today, who_and_when

STEPS = {
    "purpose": gettext_lazy("Purpose"),
    "people": gettext_lazy("People"),
    "participation": gettext_lazy("Taking part"),
    "later": gettext_lazy("The others"),
    "weeks": gettext_lazy("Weeks"),
    "questions": gettext_lazy("Questions"),
    "review": gettext_lazy("Review"),
}
COUNTED_SERVING_WEEKS = (8, 13, 26)
Page = tuple[dict[str, Any], bool]  # the page's context, and whether it was saved


@require_GET
def templates(request: HttpRequest) -> HttpResponse:
    must(policies.may_run_programmes(actor_of(request)))
    context = {"patterns": TEMPLATES.values(), "informal": INFORMAL, "section": "programmes"}
    return render(request, "programmes/templates.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, template: str) -> HttpResponse:
    actor = actor_of(request)
    must(policies.may_run_programmes(actor) and template in TEMPLATES)
    pattern = TEMPLATES[template]
    own_name = names([actor.person_id]).get(actor.person_id, "") if actor.person_id else ""
    initial = {"purpose": pattern.purpose, "purpose_text": pattern.purpose_text, "owner_id": own_name}
    form = forms.PurposeForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            made = services.create_programme(
                template=template, actor_id=actor.user_id, now=timezone.now(), **form.cleaned_data
            )
        except services.UnableToChange as error:
            form.add_error(None, str(error))
        else:
            return redirect("programmes:set_up", made.id, "people")
    context = {"form": form, "pattern": pattern, "step": "purpose", "section": "programmes", **_parts("purpose")}
    return render(request, "programmes/set_up/purpose.html", context, status=_status(form))


@require_http_methods(["GET", "POST"])
def set_up(request: HttpRequest, programme_id: UUID, step: str) -> HttpResponse:
    programme = runnable(request, programme_id)
    if step not in STEPS:
        raise Http404
    try:
        context, saved = _PAGES[step](request, programme)
    except services.UnableToChange as error:
        messages.error(request, str(error))
        return redirect("programmes:set_up", programme.id, step)
    if saved:
        return redirect("programmes:set_up", programme.id, _after(step))
    context |= {"programme": programme, "step": step, "section": "programmes", **_parts(step)}
    context["is_open"] = hasattr(programme, "launch")
    return render(request, f"programmes/set_up/{step}.html", context, status=_status(context.get("form")))


@require_GET
def count(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    """How many people the choices on the page would admit, while they are made."""
    programme = runnable(request, programme_id)
    form = forms.PeopleForm(request.GET, words=words_on(today()))
    form.is_valid()
    context = _counted(programme, form.eligibility())
    return render(request, "programmes/set_up/count.html", context)


@require_GET
def price(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    """What a serving date costs, while it is chosen."""
    runnable(request, programme_id)
    form = forms.ServingForm(request.GET)
    chosen = form.others_start_after_weeks() if form.is_valid() else None
    return render(
        request, "programmes/set_up/price.html", {"price": serving_price(chosen), "wrong": not form.is_valid()}
    )


@require_GET
def people_found(request: HttpRequest) -> HttpResponse:
    """Suggestions for a field that names a person; its own value arrives under its own name."""
    must(policies.may_run_programmes(actor_of(request)))
    typed = next((str(value) for value in request.GET.values() if value), "")
    return render(request, "programmes/people_found.html", {"found": people_called(typed)})


def _purpose(request: HttpRequest, programme: Programme) -> Page:
    initial = {
        "name": programme.name,
        "purpose": programme.purpose,
        "purpose_text": programme.purpose_text,
        "problem_areas": programme.problem_areas,
        "owner_id": names([programme.owner_id]).get(programme.owner_id, ""),
    }
    form = forms.PurposeForm(request.POST or None, initial=initial)
    if form.is_valid():
        services.change_purpose(programme=programme, **who_and_when(request), **form.cleaned_data)
        return {}, True
    return {"form": form, "pattern": TEMPLATES[programme.template]}, False


def _people(request: HttpRequest, programme: Programme) -> Page:
    form = forms.PeopleForm(request.POST or None, words=words_on(today()), initial=programme.eligibility)
    valid = form.is_valid()
    if valid and "count" not in request.POST:
        services.change_people(programme=programme, eligibility=form.eligibility(), **who_and_when(request))
        return {}, True
    chosen = form.eligibility() if valid else Eligibility.from_json(programme.eligibility)
    return {"form": form, **_counted(programme, chosen)}, False


def _participation(request: HttpRequest, programme: Programme) -> Page:
    question = queries.current_wording(programme)
    initial = {
        "participation": programme.participation,
        "places_wanted": programme.places_wanted,
        "asked_in_name_of": question.asked_in_name_of if question else "",
    }
    form = forms.ParticipationForm(request.POST or None, initial=initial, texts=question.texts if question else {})
    if form.is_valid():
        services.change_participation(
            programme=programme,
            participation=form.cleaned_data["participation"],
            places_wanted=form.cleaned_data["places_wanted"],
            **who_and_when(request),
        )
        asker = form.cleaned_data["asked_in_name_of"]
        services.word_wish(programme=programme, asked_in_name_of=asker, texts=form.texts(), **who_and_when(request))
        return {}, True
    return {"form": form, "question": question}, False


def _later(request: HttpRequest, programme: Programme) -> Page:
    weeks = programme.others_start_after_weeks
    initial = {"when": forms.ServingForm.NEVER if weeks is None else forms.ServingForm.WEEKS, "weeks": weeks}
    form = forms.ServingForm(request.POST or None, initial=initial)
    valid = form.is_valid()
    if valid and "count" not in request.POST:
        chosen = form.others_start_after_weeks()
        services.change_serving(programme=programme, others_start_after_weeks=chosen, **who_and_when(request))
        return {}, True
    context = {
        "form": form,
        "price": serving_price(form.others_start_after_weeks() if valid else weeks),
        "prices": [serving_price(counted) for counted in (*COUNTED_SERVING_WEEKS, None)],
        **_counted(programme, Eligibility.from_json(programme.eligibility)),
    }
    return context, False


def _questions(request: HttpRequest, programme: Programme) -> Page:
    latest = queries.latest_question_set(programme)
    kept = list(latest.questions.all()) if latest else []
    initial = [{"side": q.side, "kind": q.kind, "text": q.text, "hint": q.hint, "from_week": q.from_week} for q in kept]
    forms_ = forms.QuestionForms(request.POST or None, initial=initial)
    if forms_.is_valid():
        written = [question for question in (form.question() for form in forms_) if question]
        if forms_.has_changed():
            services.write_questions(programme=programme, questions=written, **who_and_when(request))
        return {}, True
    return {"forms": forms_, "latest": latest}, False


def _review(request: HttpRequest, programme: Programme) -> Page:
    eligibility = Eligibility.from_json(programme.eligibility)
    context = {
        "shape": shape_of(programme.template),
        "eligibility": eligibility,
        "owner": names([programme.owner_id]).get(programme.owner_id, ""),
        "price": serving_price(programme.others_start_after_weeks),
        "question": queries.current_wording(programme),
        "guides": list(programme.guides.all()),
        "questions": queries.latest_question_set(programme),
        "closed": programme.closed_dates.count(),
        **_counted(programme, eligibility),
    }
    return context, False


def _weeks(request: HttpRequest, programme: Programme) -> Page:
    from mentorlift.programmes.views.calendar import weeks_page

    return weeks_page(request, programme)


_PAGES: dict[str, Callable[[HttpRequest, Programme], Page]] = {
    "purpose": _purpose,
    "people": _people,
    "participation": _participation,
    "later": _later,
    "weeks": _weeks,
    "questions": _questions,
    "review": _review,
}


def _counted(programme: Programme, eligibility: Eligibility) -> dict[str, Any]:
    """How many people fit today, of how many, and how small an effect they could show."""
    people = count_eligible(eligibility, on=today())
    return {
        "people": people,
        "of": count_eligible(Eligibility(), on=today()),
        "reach": reach(people=people, places=programme.places_wanted, participation=programme.participation),
        "participation": programme.participation,
    }


def _parts(step: str) -> dict[str, Any]:
    keys = list(STEPS)
    number = keys.index(step) + 1
    return {
        "parts": [{"key": key, "title": STEPS[key], "done": keys.index(key) < number} for key in keys],
        "number": number,
        "number_of": len(keys),
        "title": STEPS[step],
        "before": keys[number - 2] if number > 1 else "",
    }


def _after(step: str) -> str:
    keys = list(STEPS)
    return keys[min(keys.index(step) + 1, len(keys) - 1)]


def _status(form: Form | None) -> int:
    return 422 if form is not None and form.is_bound and form.errors else 200
