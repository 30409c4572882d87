"""The part of a policy that belongs to one form of mentoring: the rules of a circle, the weeks of a rotation."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mentorlift.matching.rules import MOST_MEMBERS, Content, Entry, columns_to_part
from mentorlift.people.words import column_word
from mentorlift.programmes.rules.shapes import Shape

ALONE = ("optimal",)  # the one way in which circles and rotating pairs are found
FIRST_ALONE = ("coverage-then-score",)


class FormOfItsOwn(forms.Form):
    """Fields that are there for a programme of that form alone."""

    def add_form(self, shape: Shape, content: Content, columns: Collection[str], weeks: int) -> None:
        """Whole circles with their rules, or how many of the programme's `weeks`."""
        if shape.circle is not None:
            self._add_circle(content.circle, shape.circle, columns)
        if shape.rotates:
            self._only_way()
            self.fields["weeks"] = forms.IntegerField(
                label=_("Weeks in which nobody meets the same person twice"),
                initial=content.weeks,
                min_value=1,
                max_value=weeks,
            )

    def _add_circle(self, present: Entry | None, usual: Entry, columns: Collection[str]) -> None:
        rules = usual if present is None else present
        self.fields["circle"] = forms.BooleanField(
            label=_("Work out whole circles"),
            required=False,
            initial=present is not None,
            help_text=_(
                "The rules below hold among the members too. Unticked, people are placed one by one as far as places "
                "go: for more than 20,000 possible pairs."
            ),
        )
        for name, label in (("least", _("members at least")), ("most", _("members at most"))):
            self.fields[f"circle_{name}"] = forms.IntegerField(
                label=label, initial=rules[name], min_value=1, max_value=MOST_MEMBERS, required=False
            )
        apart = columns_to_part(rules.get("apart", ()), columns)
        self.fields["circle_apart"] = forms.MultipleChoiceField(
            label=_("No two members of the same"),
            required=False,
            choices=[(name, column_word(name)) for name in apart],
            initial=list(rules.get("apart", ())),
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["circle_line"] = forms.BooleanField(
            label=_("No member above another in the reporting line"),
            required=False,
            initial=bool(rules.get("not_in_line")),
        )

    def _only_way(self) -> None:
        """Nothing to choose: the fields keep their one answer."""
        for name, alone in (("mode", ALONE), ("objective", FIRST_ALONE)):
            field = self.fields[name]
            field.choices = [choice for choice in field.choices if choice[0] in alone]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("circle"):
            self._clean_circle(values)
        return values

    def _clean_circle(self, values: dict[str, Any]) -> None:
        least, most = values.get("circle_least"), values.get("circle_most")
        for name, number in (("circle_least", least), ("circle_most", most)):
            if number is None and name not in self.errors:
                self.add_error(name, _("Say how many."))
        if least and most and least > most:
            self.add_error("circle_most", _("The second number is at least the first."))
        if values.get("mode") not in (None, *ALONE):
            self.add_error("mode", _("Whole circles are the best there are; they are not drawn by lot."))
        if values.get("objective") not in (None, *FIRST_ALONE):
            self.add_error("objective", _("Whole circles go with a mentor for as many as can be."))

    def circle(self) -> dict[str, Any] | None:
        """The rules as chosen; None where people are placed one by one."""
        values = self.cleaned_data
        if not values.get("circle"):
            return None
        found: dict[str, Any] = {"least": values["circle_least"], "most": values["circle_most"]}
        if values["circle_apart"]:
            found["apart"] = values["circle_apart"]
        if values["circle_line"]:
            found["not_in_line"] = "manager_id"
        return found
