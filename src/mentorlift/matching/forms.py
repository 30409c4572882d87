"""The policy as a form and as a file, the day of a publication, and what protégé and mentor write to each other."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mentorlift.matching import words
from mentorlift.matching.rules import (
    KNOWN_CRITERIA,
    KNOWN_RULES,
    LONGEST_LINE,
    MOST_DAYS,
    MOST_SHOWN,
    MOST_WEIGHT,
    USUAL_DAYS,
    USUAL_SHOWN,
    Content,
    Entry,
    options,
)
from mentorlift.science.assignment.policy import LEAST_TOLERANCE
from mentorlift.ui.fields import DayField

MODES = [
    ("optimal", _("the best pairs there are under these rules")),
    ("near-optimal", _("drawn by lot near the best, so that ways of pairing can be compared later")),
    ("random", _("drawn at random within these rules, to learn what matching itself does")),
]
OBJECTIVES = [
    ("coverage-then-score", _("a mentor for as many as can be, then the best fit in all")),
    ("worst-off-first", _("a mentor for as many as can be, then the weakest pair as strong as can be")),
    ("score", _("the best fit in all, even if somebody goes without")),
]


class PolicyForm(forms.Form):
    """Rules to tick and weights from 0 (not counted) to 10, built from the policy and the columns there are."""

    mode = forms.ChoiceField(label=_("How pairs are found"), choices=MODES, widget=forms.RadioSelect)
    objective = forms.ChoiceField(label=_("What comes first"), choices=OBJECTIVES, widget=forms.RadioSelect)
    lottery = forms.CharField(
        label=_("Lottery text"),
        max_length=60,
        help_text=_("Equal sets are told apart, and random pairs drawn, from this text alone. Say it beforehand."),
    )
    tolerance = forms.FloatField(
        label=_("Near the best: at most so many percent below it"),
        min_value=100 * LEAST_TOLERANCE,
        max_value=100,
        required=False,
        help_text=_("Read only where pairs are drawn near the best. The more, the more is left to chance."),
    )
    cap = forms.FloatField(
        label=_("Near the best: no pair more likely than so many percent"),
        min_value=1,
        max_value=100,
        required=False,
        help_text=_("100 sets no bound. The less, the more can be learned from the pairs."),
    )

    def __init__(self, data: Any = None, *, content: Content, columns: set[str]) -> None:
        start: dict[str, Any] = {
            "mode": content.mode,
            "objective": content.objective,
            "lottery": content.lottery,
            "tolerance": _percent(content.tolerance),
            "cap": _percent(content.cap),
        }
        super().__init__(data, initial=start)
        self.start = start
        if content.mode == "stable":
            self.fields["mode"].choices = [*MODES, ("stable", _("stable: nobody would both rather swap"))]  # type: ignore[attr-defined]
        self.rule_options = options(content.rules, KNOWN_RULES, columns)
        self.criterion_options = options(content.criteria, KNOWN_CRITERIA, columns)
        for place, (entry, present) in enumerate(self.rule_options):
            self.fields[f"rule_{place}"] = forms.BooleanField(
                label=words.rule_label(entry), required=False, initial=present
            )
            if "at_least" in entry:
                self._number(f"rule_{place}_at_least", _("hours a day"), entry["at_least"], low=0.25, high=12)
        for place, (entry, present) in enumerate(self.criterion_options):
            self._weight(f"criterion_{place}", words.criterion_label(entry), entry["weight"] if present else 0)
            if "difference" in entry:
                self._number(f"criterion_{place}_low", _("at least ahead"), entry["difference"][0])
                self._number(f"criterion_{place}_high", _("at most ahead"), entry["difference"][1])

    def _number(self, name: str, label: Any, start: float, *, low: float = -100, high: float = 100) -> None:
        self.fields[name] = forms.FloatField(label=label, initial=start, min_value=low, max_value=high)

    def _weight(self, name: str, label: str, start: float) -> None:
        widget = forms.NumberInput(attrs={"type": "range", "min": 0, "max": MOST_WEIGHT, "step": "any"})
        widget.attrs["step"] = 1 if float(start).is_integer() else 0.1
        self.fields[name] = forms.FloatField(
            label=label, initial=start, min_value=0, max_value=MOST_WEIGHT, widget=widget
        )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("mode") == "near-optimal" and values.get("objective") not in (None, "coverage-then-score"):
            self.add_error("objective", _("Pairs drawn near the best go with a mentor for as many as can be."))
        for place, (entry, _present) in enumerate(self.criterion_options):
            low, high = values.get(f"criterion_{place}_low"), values.get(f"criterion_{place}_high")
            if "difference" in entry and low is not None and high is not None and low > high:
                self.add_error(f"criterion_{place}_high", _("The second number is at least the first."))
        return values

    def rule_rows(self) -> list[dict[str, Any]]:
        """A tick with its number, for the template."""
        return [
            {"tick": self[f"rule_{place}"], "numbers": [self[f"rule_{place}_at_least"]] if "at_least" in entry else []}
            for place, (entry, _present) in enumerate(self.rule_options)
        ]

    def criterion_rows(self) -> list[dict[str, Any]]:
        """A weight with its numbers, for the template."""
        rows = []
        for place, (entry, _present) in enumerate(self.criterion_options):
            numbers = [self[f"criterion_{place}_{end}"] for end in ("low", "high")] if "difference" in entry else []
            rows.append({"weight": self[f"criterion_{place}"], "numbers": numbers})
        return rows

    def content(self) -> Content:
        """The policy as chosen; a weight of 0 takes a criterion out."""
        values = self.cleaned_data
        rules: list[Entry] = []
        for place, (entry, _present) in enumerate(self.rule_options):
            if values[f"rule_{place}"]:
                number = {"at_least": values[f"rule_{place}_at_least"]} if "at_least" in entry else {}
                rules.append({**entry, **number})
        criteria: list[Entry] = []
        for place, (entry, _present) in enumerate(self.criterion_options):
            if values[f"criterion_{place}"]:
                ends = [values.get(f"criterion_{place}_{end}") for end in ("low", "high")]
                span = {"difference": ends} if "difference" in entry else {}
                criteria.append({**entry, **span, "weight": values[f"criterion_{place}"]})
        return Content(
            mode=values["mode"],
            objective=values["objective"],
            lottery=values["lottery"],
            rules=tuple(rules),
            criteria=tuple(criteria),
            tolerance=round((values["tolerance"] or self.start["tolerance"]) / 100, 6),
            cap=round((values["cap"] or self.start["cap"]) / 100, 6),
        )


def _percent(share: float) -> float:
    """A share in percent as one writes it: without the digits that only the computer sees, whole where it is."""
    value = float(f"{100 * share:.6g}")
    return int(value) if value.is_integer() else value


class PolicyFileForm(forms.Form):
    """The policy as text."""

    toml = forms.CharField(
        label=_("policy.toml"),
        strip=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false", "class": "code"}),
    )


class PublicationForm(forms.Form):
    """From when on the pairs meet."""

    starts_on = DayField(
        label=_("First day of the pairs"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, data: Any = None, *, not_before: date, start: date) -> None:
        super().__init__(data, initial={"starts_on": start})
        self.not_before = not_before

    def clean_starts_on(self) -> date:
        day: date = self.cleaned_data["starts_on"]
        if day < self.not_before:
            raise forms.ValidationError(_("This day has passed. Choose today or later."))
        return day


class ChoosingForm(forms.Form):
    """How many mentors each protégé is shown, and how long a mentor has to answer."""

    shown = forms.IntegerField(
        label=_("Mentors shown to each"),
        min_value=1,
        max_value=MOST_SHOWN,
        initial=USUAL_SHOWN,
        help_text=_("The best under your rules who have a free place."),
    )
    days = forms.IntegerField(
        label=_("Working days to answer"),
        min_value=1,
        max_value=MOST_DAYS,
        initial=USUAL_DAYS,
        help_text=_("After these the request passes on, and both are told. Days off do not count."),
    )


class LineForm(forms.Form):
    """A line from one to the other."""

    line = forms.CharField(
        label=_("A line, if you like"),
        required=False,
        max_length=LONGEST_LINE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
