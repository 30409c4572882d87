"""What a form says of a field by itself, in the voice of the product: what to do, not what was violated."""

from django import forms
from django.core import validators
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

BY_FIELD: dict[type[forms.Field], dict[str, object]] = {
    forms.Field: {"required": _("Please fill this in.")},
    forms.ChoiceField: {"invalid_choice": _("“%(value)s” is not offered here. Choose one of the answers.")},
    forms.MultipleChoiceField: {"invalid_choice": _("“%(value)s” is not offered here. Choose among the answers.")},
    forms.DateField: {"invalid": _("This is not a day we can read. Write it as 2026-03-31.")},
    forms.TimeField: {"invalid": _("This is not a time we can read. Write it as 14:30.")},
    forms.IntegerField: {"invalid": _("Write a whole number.")},
    forms.FloatField: {"invalid": _("Write a number.")},
    forms.DecimalField: {"invalid": _("Write a number.")},
    forms.FileField: {"missing": _("Choose a file."), "empty": _("This file is empty. Choose another.")},
}
BY_VALIDATOR: dict[type, object] = {
    validators.EmailValidator: _("This is not an e-mail address: it needs a name, an @ and a place."),
    validators.MinValueValidator: _("Give at least %(limit_value)s."),
    validators.MaxValueValidator: _("Give %(limit_value)s at most."),
    validators.MaxLengthValidator: ngettext_lazy(
        "Use %(limit_value)d character at most; this has %(show_value)d.",
        "Use %(limit_value)d characters at most; this has %(show_value)d.",
        "limit_value",
    ),
    validators.MinLengthValidator: ngettext_lazy(
        "Use %(limit_value)d character at least; this has %(show_value)d.",
        "Use %(limit_value)d characters at least; this has %(show_value)d.",
        "limit_value",
    ),
}


def install() -> None:
    """Give Django's fields and validators these words; what a form says of its own stays first."""
    for field, words in BY_FIELD.items():
        field.default_error_messages = {**field.default_error_messages, **words}  # type: ignore[dict-item]
    for validator, text in BY_VALIDATOR.items():
        validator.message = text  # type: ignore[attr-defined]
