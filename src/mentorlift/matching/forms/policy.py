"""The policy as a form."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mentorlift.matching import words
from mentorlift.matching.forms.form_of_its_own import FormOfItsOwn
from mentorlift.matching.rules import (
    KNOWN_CRITERIA,
    KNOWN_RULES,
    MOST_WEIGHT,
    Content,
    Entry,
    groups_of,
    options,
)
from mentorlift.people.words import column_word
from mentorlift.programmes.rules.shapes import CLASSIC, Shape
from mentorlift.science.assignment.policy import LEAST_TOLERANCE

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


class PolicyForm(FormOfItsOwn):
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

    groups = forms.MultipleChoiceField(
        label=_("Count by"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Who has a mentor, how well they fit and how strong the mentors are, by these groups."),
    )

    def __init__(
        self, data: Any = None, *, content: Content, columns: set[str], shape: Shape = CLASSIC, weeks: int = 1
    ) -> None:
        countable, self.unsaid = groups_of(content, columns), content.groups is None
        start: dict[str, Any] = {
            "mode": content.mode,
            "objective": content.objective,
            "lottery": content.lottery,
            "tolerance": _percent(content.tolerance),
            "cap": _percent(content.cap),
            "groups": [name for name, present in countable if present],
        }
        super().__init__(data, initial=start)
        self.add_form(shape, content, columns, weeks)
        self.fields["groups"].choices = [(name, column_word(name)) for name, _present in countable]  # type: ignore[attr-defined]
        if content.mode == "stable":
            self.fields["mode"].choices = [*MODES, ("stable", _("stable: nobody would both rather swap"))]  # type: ignore[attr-defined]
        # who meets in turn is on both sides: a lead of one of the two would bar everybody
        known = [entry for entry in KNOWN_RULES if not (shape.rotates and entry["kind"] == "ahead")]
        self.rule_options = options(content.rules, known, columns)
        self.criterion_options = options(content.criteria, KNOWN_CRITERIA, columns)
        for place, (entry, present) in enumerate(self.rule_options):
            self.fields[f"rule_{place}"] = forms.BooleanField(
                label=words.rule_label(entry), required=False, initial=present
            )
            if "at_least" in entry:
                hours = entry["kind"] == "overlap-hours"
                label, high = (_("hours a day"), 12.0) if hours else (_("at least"), 100.0)
                self._number(f"rule_{place}_at_least", label, entry["at_least"], low=0.25, high=high, required=False)
            self._span(f"rule_{place}", entry, required=False)
        for place, (entry, present) in enumerate(self.criterion_options):
            self._weight(f"criterion_{place}", words.criterion_label(entry), entry["weight"] if present else 0)
            self._span(f"criterion_{place}", entry)

    def _span(self, name: str, entry: Entry, *, required: bool = True) -> None:
        if "difference" in entry:
            self._number(f"{name}_low", _("at least ahead"), entry["difference"][0], required=required)
            self._number(f"{name}_high", _("at most ahead"), entry["difference"][1], required=required)

    def _number(
        self, name: str, label: Any, start: float, *, low: float = -100, high: float = 100, required: bool = True
    ) -> None:
        """Of a rule the number is asked for only where the rule is ticked, see clean."""
        self.fields[name] = forms.FloatField(
            label=label, initial=start, min_value=low, max_value=high, required=required
        )

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
        for name, entry in self._entries():
            for number in self._numbers(name) if values.get(name) is True else ():
                if values.get(number.name) is None and number.name not in self.errors:
                    self.add_error(number.name, _("Say how many."))
            low, high = values.get(f"{name}_low"), values.get(f"{name}_high")
            if "difference" in entry and low is not None and high is not None and low > high:
                self.add_error(f"{name}_high", _("The second number is at least the first."))
        return values

    def _entries(self) -> list[tuple[str, Entry]]:
        sides = (("rule", self.rule_options), ("criterion", self.criterion_options))
        return [(f"{side}_{place}", one[0]) for side, found in sides for place, one in enumerate(found)]

    def _numbers(self, name: str) -> list[Any]:
        return [self[f"{name}_{end}"] for end in ("at_least", "low", "high") if f"{name}_{end}" in self.fields]

    def rule_rows(self) -> list[dict[str, Any]]:
        """A tick with its numbers, for the template."""
        return [
            {"tick": self[f"rule_{place}"], "numbers": self._numbers(f"rule_{place}")}
            for place in range(len(self.rule_options))
        ]

    def criterion_rows(self) -> list[dict[str, Any]]:
        """A weight with its numbers, for the template."""
        return [
            {"weight": self[f"criterion_{place}"], "numbers": self._numbers(f"criterion_{place}")}
            for place in range(len(self.criterion_options))
        ]

    def _groups(self, chosen: tuple[str, ...]) -> tuple[str, ...] | None:
        """None where the policy never said, and nothing else than the usual was ticked."""
        return None if self.unsaid and list(chosen) == self.initial["groups"] else chosen

    def content(self) -> Content:
        """The policy as chosen; a weight of 0 takes a criterion out."""
        values = self.cleaned_data
        rules = [
            {**entry, **self._chosen(f"rule_{place}")}
            for place, (entry, _present) in enumerate(self.rule_options)
            if values[f"rule_{place}"]
        ]
        criteria = [
            {**entry, **self._chosen(f"criterion_{place}"), "weight": values[f"criterion_{place}"]}
            for place, (entry, _present) in enumerate(self.criterion_options)
            if values[f"criterion_{place}"]
        ]
        return Content(
            mode=values["mode"],
            objective=values["objective"],
            lottery=values["lottery"],
            groups=self._groups(tuple(values["groups"])),
            rules=tuple(rules),
            criteria=tuple(criteria),
            tolerance=round((values["tolerance"] or self.initial["tolerance"]) / 100, 6),
            cap=round((values["cap"] or self.initial["cap"]) / 100, 6),
            circle=self.circle(),
            weeks=values.get("weeks"),
        )

    def _chosen(self, name: str) -> dict[str, Any]:
        """The numbers of an entry as they were typed."""
        values = self.cleaned_data
        number = {"at_least": values[f"{name}_at_least"]} if f"{name}_at_least" in values else {}
        span = {"difference": [values[f"{name}_low"], values[f"{name}_high"]]} if f"{name}_low" in values else {}
        return number | span


def _percent(share: float) -> float:
    """A share in percent as one writes it: without the digits that only the computer sees, whole where it is."""
    value = float(f"{100 * share:.6g}")
    return int(value) if value.is_integer() else value
