"""What forms say by themselves, in both languages."""

import pytest
from django import forms
from django.utils.translation import override


class Everything(forms.Form):
    name = forms.CharField(max_length=3)
    mail = forms.EmailField(required=False)
    day = forms.DateField(required=False)
    at = forms.TimeField(required=False)
    many = forms.IntegerField(required=False, min_value=2, max_value=4)
    one = forms.ChoiceField(required=False, choices=[("a", "A")])
    other = forms.CharField(error_messages={"required": "Its own words."})


@pytest.mark.parametrize(
    ("language", "sent", "said"),
    [
        ("en", {"name": ""}, "Please fill this in."),
        ("de", {"name": ""}, "Bitte füllen Sie das aus."),
        ("en", {"name": "abcde"}, "Use 3 characters at most; this has 5."),
        ("de", {"name": "abcde"}, "Höchstens 3 Zeichen; hier sind es 5."),
        ("de", {"mail": "x"}, "Das ist keine E-Mail-Adresse: Sie braucht einen Namen, ein @ und einen Ort."),
        ("de", {"day": "gestern"}, "Das ist kein Tag, den wir lesen können. Schreiben Sie ihn wie 31.03.2026."),
        ("de", {"at": "x"}, "Das ist keine Uhrzeit, die wir lesen können. Schreiben Sie sie wie 14:30."),
        ("en", {"many": "x"}, "Write a whole number."),
        ("de", {"many": "1"}, "Mindestens 2."),
        ("de", {"many": "9"}, "Höchstens 4."),
        ("de", {"one": "b"}, "„b“ steht hier nicht zur Wahl. Wählen Sie eine der Antworten."),
        ("de", {}, "Its own words."),
    ],
)
def test_a_form_speaks_as_the_product_does(language, sent, said):
    with override(language):
        errors = [text for texts in Everything(sent).errors.values() for text in texts]
    assert said in errors


@pytest.mark.parametrize("written", ["2026-03-31", "31.03.2026", "31.3.2026"])
def test_a_day_may_be_written_as_one_writes_it_in_german(written):
    with override("de"):
        assert Everything({"day": written}).fields["day"].clean(written).isoformat() == "2026-03-31"
