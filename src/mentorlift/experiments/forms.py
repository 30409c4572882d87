"""What the forms of this room ask for."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.validators import MinValueValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mentorlift.experiments.models import Ledger
from mentorlift.experiments.rules import LIMITED, PlanChoices, ratios_of
from mentorlift.outcomes.levels import WEEK, level_words
from mentorlift.outcomes.words import figure_word
from mentorlift.programmes.rules.planned import YES_PERCENT
from mentorlift.ui.fields import DayField


def ratio_words(top: str, bottom: str) -> str:
    """ "revenue per call"."""
    one = {"calls": gettext("call"), "sales": gettext("sale")}
    named = {"top": figure_word(top), "bottom": one.get(bottom, figure_word(bottom))}
    return gettext("%(top)s per %(bottom)s") % named


class PlanForm(forms.Form):
    """What will be measured; becomes `PlanChoices`."""

    metric = forms.ChoiceField(label=_("What we measure"), help_text=_("One figure decides, and it is chosen now."))
    secondary = forms.MultipleChoiceField(
        label=_("Further figures"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Shown below the answer, never in its place. The more there are, the surer each of them has to be: among"
            " many figures one looks like a gain by chance."
        ),
    )
    smallest_worth_having = forms.FloatField(
        label=_("The smallest gain worth having, in percent"),
        min_value=0,
        help_text=_(
            "Below this the programme would not be worth its effort. Where so few people take part that a gain of this"
            " size could not be seen, the answer says so instead of “no difference”."
        ),
    )
    last_start_on = DayField(
        label=_("When does the last intake start?"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("The answer is known when these people have completed the longest window. Nobody compares before."),
    )
    early_days = forms.IntegerField(
        label=_("The first window ends after (days)"), min_value=14, max_value=365, initial=60
    )
    late_from = forms.IntegerField(
        label=_("The second window begins after (days)"), min_value=14, max_value=700, initial=90
    )
    late_days = forms.IntegerField(
        label=_("The second window ends after (days)"), min_value=28, max_value=730, initial=180
    )
    groups = forms.MultipleChoiceField(
        label=_("Does it help some more than others?"),
        required=False,
        choices=[("site", _("by site")), ("training_class", _("by training class")), ("role", _("by role"))],
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Groups named now count; what somebody finds among groups later is only a hint. The effect of each group is"
            " told together with how much of it is likely to be chance. Groups of fewer than 5 people are not shown."
        ),
    )
    ratios = forms.MultipleChoiceField(
        label=_("What one call or one sale brings"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Stands among all figures of the answer: do they do more, or does each one bring more?"),
    )
    ramp_first = forms.MultipleChoiceField(
        label=_("How soon does the first one come?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("How many days sooner those mentored now get there. Whoever leaves before counts as never."),
    )
    ramp_week = forms.FloatField(
        label=_("Up to speed is a week that brings at least"),
        required=False,
        min_value=0.01,
        help_text=_(
            "Seven days in a row that together reach this much of the figure that decides: how many days sooner those"
            " mentored now get there. Empty: it is not asked."
        ),
    )
    winsorise = forms.ChoiceField(
        label=_("A day with an exceptionally large figure"),
        choices=[
            ("0", _("counts in full: the answer is about all the money")),
            (
                str(LIMITED),
                _(
                    "is limited: of a hundred days with a figure the largest counts as much as the next. The answer is"
                    " steadier, and leaves out what a few giant sales bring"
                ),
            ),
        ],
        required=False,
        initial="0",
        widget=forms.RadioSelect,
    )
    missing = forms.ChoiceField(
        label=_("A working day without a row"),
        choices=[
            ("zero", _("counts as zero: they were here and sold nothing")),
            ("absent", _("does not count: they were away")),
        ],
        initial="zero",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, metrics: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(name, figure_word(name)) for name in metrics]
        self.fields["metric"].choices = named  # type: ignore[attr-defined]
        self.fields["secondary"].choices = named  # type: ignore[attr-defined]
        self.fields["ramp_first"].choices = [(name, level_words(name)) for name in metrics]  # type: ignore[attr-defined]
        if len(metrics) < 2:
            del self.fields["secondary"]
        rates = ratios_of(metrics)
        self.fields["ratios"].choices = [(f"{top}/{bottom}", ratio_words(top, bottom)) for top, bottom in rates]  # type: ignore[attr-defined]
        if not rates:
            del self.fields["ratios"]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not self.errors and not found["late_from"] < found["late_days"]:
            self.add_error("late_days", _("The second window must end after it begins."))
        if not self.errors and not found["early_days"] <= found["late_from"]:
            self.add_error("late_from", _("The second window must not begin before the first has ended."))
        if not self.errors and found["metric"] in found.get("secondary", ()):
            self.add_error(
                "secondary", _("The figure that decides is among the further ones. Take it out of one place.")
            )
        return found

    def choices(self) -> PlanChoices:
        asked = dict(self.cleaned_data)
        first, week = asked.pop("ramp_first"), asked.pop("ramp_week")
        several = {name: tuple(asked.get(name, ())) for name in ("secondary", "groups", "ratios")}
        several["ramp"] = (*first, *([f"{asked['metric']} >= {week:.12g} in {WEEK}"] if week else []))
        return PlanChoices(**asked | several | {"winsorise": float(asked.get("winsorise") or 0)})

    @classmethod
    def starting(cls, metrics: list[str], last_start_on: date) -> "PlanForm":
        preferred = "revenue" if "revenue" in metrics else (metrics[0] if metrics else "")
        initial = {"metric": preferred, "smallest_worth_having": 0, "last_start_on": last_start_on}
        return cls(metrics=metrics, initial=initial)


def in_words(settled: dict[str, Any]) -> dict[str, Any]:
    """A fixed plan with its groups, ratios and levels as the form calls them."""
    named = dict(PlanForm.base_fields["groups"].choices)  # type: ignore[attr-defined]
    return settled | {
        "groups": [named.get(name, name) for name in settled["groups"]],
        "ratios": [ratio_words(*text.split("/", 1)) for text in settled["ratios"]],
        "ramp": [level_words(text) for text in settled["ramp"]],
    }


class AheadForm(forms.Form):
    """What is not known while the plan is being written: when the windows end, and how many will say yes.

    What cannot be read is as the plan starts.
    """

    last_start_on = DayField(required=False)
    early_days = forms.IntegerField(required=False, min_value=14, max_value=365)
    late_days = forms.IntegerField(required=False, min_value=28, max_value=730)
    yes_percent = forms.IntegerField(
        label=_("Of 100 people who are asked, how many will say yes?"),
        required=False,
        min_value=1,
        max_value=99,
        initial=YES_PERCENT,
        help_text=_("Nobody knows yet. Try what fewer or more would mean."),
    )

    def __init__(self, *args: Any, last_start_on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_valid()
        said = self.cleaned_data if self.is_bound else {}
        self.last_start = said.get("last_start_on") or last_start_on
        self.early = said.get("early_days") or PlanChoices.early_days
        self.days = said.get("late_days") or PlanChoices.late_days
        self.expected_yes: int = said.get("yes_percent") or YES_PERCENT

    @property
    def answer_due_on(self) -> date:
        return self.last_start + timedelta(days=self.days)


class LedgerForm(forms.ModelForm):
    """Costs, margin and what it takes to replace somebody."""

    margin_percent = forms.FloatField(
        label=_("Margin on revenue, in percent"),
        min_value=0.1,
        max_value=100,
        help_text=_("What is left of a sale after what was sold, and the seller's commission, have been paid for."),
    )
    commission_percent = forms.FloatField(
        label=_("The seller's commission on revenue, in percent"),
        min_value=0,
        max_value=100,
        required=False,
        help_text=_("What a person earns of their own sales. It is shown apart: it is their gain, not the firm's."),
    )

    class Meta:
        model = Ledger
        fields = [
            "currency",
            "hour_cost",
            "mentor_hour_cost",
            "training",
            "lunches",
            "licences",
            "fixed",
            "replacement_low",
            "replacement",
            "replacement_high",
        ]
        labels = {
            "currency": _("Currency"),
            "hour_cost": _("Cost of one working hour"),
            "mentor_hour_cost": _("Cost of one hour of a mentor, where it differs"),
            "training": _("Training of mentors"),
            "lunches": _("Lunches and travel"),
            "licences": _("Licences"),
            "fixed": _("Whatever else it cost"),
            "replacement_low": _("at least"),
            "replacement": _("most likely"),
            "replacement_high": _("at most"),
        }
        help_texts = {
            "hour_cost": _("With social security. The result counts it for both sides of every planned meeting."),
            "mentor_hour_cost": _("Empty: the same."),
        }
        error_messages = {"currency": {"max_length": _("Give its three letters, such as EUR.")}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.Meta.fields[1:]:
            self.fields[name].validators.append(MinValueValidator(0, _("No cost is below zero.")))
            self.fields[name].widget.attrs["min"] = 0

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if not self.errors and not found["replacement_low"] <= found["replacement"] <= found["replacement_high"]:
            self.add_error("replacement", _("Give the three amounts in order: at least, most likely, at most."))
        return found


class DeviationForm(forms.Form):
    """What was done otherwise than planned, and that whoever writes it knows it stays."""

    text = forms.CharField(
        label=_("What was done otherwise than planned?"),
        max_length=300,
        min_length=10,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One or two sentences, without names. Everybody who reads the results reads them."),
    )
    stays = forms.BooleanField(
        label=_("I know that this stays and lowers the grade to B at best"),
        error_messages={"required": _("Tick this: it cannot be taken back.")},
    )
