"""Forms of the account pages."""

from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.utils.translation import gettext_lazy as _

from mentorlift.accounts import german, rules
from mentorlift.accounts.models import Role


class SignInForm(LoginForm):
    """allauth's form in our words."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        words = {
            "login": _("E-mail address"),
            "password": _("Password"),
            "remember": _("Stay signed in on this device"),
        }
        for name, label in words.items():
            self.fields[name].label = label
            self.fields[name].widget.attrs.pop("placeholder", None)


class PasswordForm(forms.Form):
    """The first password of an invited person; `email` lets the validators compare with it."""

    password = forms.CharField(
        label=_("Choose a password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=" ".join(password_validators_help_texts()),
    )

    def __init__(self, *arguments: Any, email: str, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._email = email

    def clean_password(self) -> str:
        from mentorlift.accounts.models import User

        password: str = self.cleaned_data["password"]
        validate_password(password, User(email=self._email))
        return password


class InvitationForm(forms.Form):
    """Invite an address, with roles."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=Role.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Protégés, mentors and sales managers need none: that follows from pairs and teams."),
    )


class WordsForm(forms.Form):
    """What the organisation calls the role words of one language; both forms of a word are empty for its own name.

    Where a new word may have several genders its article is asked for as well.
    """

    def __init__(self, *arguments: Any, language: str, present: dict[str, rules.Forms], **options: Any) -> None:
        super().__init__(*arguments, **{**options, "prefix": language})
        self._source = rules.SOURCE[language]
        self._genders: dict[str, tuple[str, ...]] = {}
        for word, source in self._source.items():
            forms_now = present.get(word)
            for number in ("singular", "plural"):
                self.fields[f"{word}_{number}"] = forms.CharField(
                    # put in afterwards, so that the label shows the word of the texts and not the new one
                    label=(_("one %(word)s") if number == "singular" else _("several %(word)s"))
                    % {"word": getattr(source, number)},
                    initial=getattr(forms_now, number) if forms_now else "",
                    required=False,
                )
            self._genders[word] = rules.genders(word, language=language)
            if len(self._genders[word]) > 1:
                self.fields[f"{word}_gender"] = forms.ChoiceField(
                    label=_("Article"),
                    choices=[(gender, german.ARTICLES[gender]) for gender in self._genders[word]],
                    initial=forms_now.gender if forms_now else source.gender,
                    required=False,
                )
            elif self._genders[word]:
                article = german.ARTICLES[self._genders[word][0]]
                self.fields[f"{word}_singular"].help_text = _("A word with “%(article)s”.") % {"article": article}

    def rows(self) -> list[list[forms.BoundField]]:
        """The fields of each word, for the page."""
        names = ("singular", "plural", "gender")
        return [[self[f"{word}_{name}"] for name in names if f"{word}_{name}" in self.fields] for word in self._source]

    def wanted(self) -> dict[str, rules.Forms]:
        """The words somebody gave at least one form of."""
        given = {}
        for word, allowed in self._genders.items():
            gender = self.cleaned_data.get(f"{word}_gender") or (allowed[0] if allowed else "")
            singular, plural = (self.cleaned_data[f"{word}_{number}"] for number in ("singular", "plural"))
            given[word] = rules.Forms(singular, plural, gender)
        return {word: forms for word, forms in given.items() if forms.singular or forms.plural}
