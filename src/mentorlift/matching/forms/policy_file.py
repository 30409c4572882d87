"""The policy as text."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST_POLICY = 20_000


class PolicyFileForm(forms.Form):
    """The policy as text, or as a file that takes the place of the text."""

    file = forms.FileField(
        label=_("Take it from a file"),
        required=False,
        help_text=_("A policy.toml. It takes the place of the text below."),
        widget=forms.ClearableFileInput(attrs={"accept": ".toml,text/plain,application/toml"}),
    )
    toml = forms.CharField(
        label=_("policy.toml"),
        required=False,
        strip=False,
        max_length=LONGEST_POLICY,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false", "class": "code"}),
    )

    def clean_file(self) -> str | None:
        uploaded = self.cleaned_data["file"]
        if not uploaded:
            return None
        if uploaded.size > 4 * LONGEST_POLICY:
            raise forms.ValidationError(_("This file is far longer than any policy. Choose another."))
        try:
            return str(uploaded.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise forms.ValidationError(_("This file is not text in UTF-8. Save it as such.")) from None

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.errors and values.get("file") is None and not values.get("toml", "").strip():
            self.add_error("toml", _("Write the policy, or choose a file."))
        return values

    def text(self) -> str:
        """What was sent: the file where there is one."""
        found = self.cleaned_data["file"]
        return str(self.cleaned_data["toml"] if found is None else found)
