"""Small pieces that every template may use without loading them."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.forms.boundfield import BoundWidget
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from mentorlift.ui.escaping import escaped
from mentorlift.ui.in_words import fault_line, kept_line

register = template.Library()
register.filter(fault_line)
register.filter(kept_line)

# Drawn for this product on a 24 px grid with a 1.75 px line.
ICONS = {
    "lock": '<rect x="5" y="11" width="14" height="9" rx="2"/><path d="M8 11V8a4 4 0 0 1 8 0v3"/>',
    "check": '<path d="M5 12.5 10 17l9-10"/>',
    "clock": '<circle cx="12" cy="12" r="8"/><path d="M12 8v4l3 2"/>',
    "info": '<circle cx="12" cy="12" r="8"/><path d="M12 11v5M12 8v.01"/>',
    "warn": '<path d="M12 4 3 19h18L12 4Z"/><path d="M12 10v4M12 16.5v.01"/>',
    "people": '<circle cx="9" cy="9" r="3.2"/><path d="M3 19c.6-3 3-4.6 6-4.6s5.400 1.600 6 4.600"/><path d="M15.500 6.200a3 3 0 0 1 0 5.600M17.500 14.800c1.900.600 3.100 2 3.500 4.200"/>',  # noqa: E501
    "calendar": '<rect x="4" y="6" width="16" height="14" rx="2"/><path d="M4 10h16M8 4v4M16 4v4"/>',
    "download": '<path d="M12 4v11M7 11l5 5 5-5M5 20h14"/>',
    "mark": '<path d="M2 18.500c6 0 6.500-4 10-7.500s5-4 10-4"/><path d="M2 20.500c8 0 9-2.500 12-5s4.500-3 8-3" opacity=".55"/>',  # noqa: E501
}


@register.simple_tag
def icon(name: str) -> SafeString:
    """A drawn sign beside a text; it says nothing of its own, so it is hidden from screen readers."""
    start = '<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" '
    # the pieces are the constants above, never a text from outside
    return mark_safe(f'{start}stroke-linejoin="round" aria-hidden="true">{ICONS[name]}</svg>')  # noqa: S308


@register.simple_tag
def avatar(name: str) -> SafeString:
    """Initials on a colour that stays the same for one name."""
    words = name.split()
    initials = "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper() or "·"
    return format_html(
        '<span class="avatar avatar--{}" aria-hidden="true">{}</span>', sum(map(ord, name)) % 4, initials
    )


@register.simple_tag
def items(texts: Iterable[str], css: str) -> SafeString:
    """A list of thousands as items of one class, written in one piece."""
    start = f'<li class="{escaped(css)}">'
    # every value in it went through `escaped`
    return mark_safe("".join(f"{start}{escaped(text)}</li>" for text in texts))  # noqa: S308


@register.inclusion_tag("ui/field.html")
def field(bound: BoundField, hint: str = "", label: str = "") -> dict[str, Any]:
    """One form field with its label, hint and errors, tied together for screen readers; words given here win."""
    widget = bound.field.widget
    if label or str(widget.attrs.get("placeholder", "")) == str(bound.label):
        widget.attrs["placeholder"] = ""  # it would say the label twice, or the one that was replaced
    bound.label = label or bound.label
    several = isinstance(widget, RadioSelect | CheckboxSelectMultiple)
    described = " ".join(
        name
        for name, there in (
            (f"{bound.auto_id}_hint", hint or bound.help_text),
            (f"{bound.auto_id}_error", bound.errors),
        )
        if there
    )
    attributes: dict[str, str | bool] = {"aria-describedby": described} if described else {}
    if bound.errors:
        attributes["aria-invalid"] = "true"
    return {
        "bound": bound,
        "control": bound.as_widget(attrs=attributes) if not several else "",
        "hint": hint or bound.help_text,
        "several": several,
        "choices": _choices(bound) if several else "",
        "inline": isinstance(widget, CheckboxInput),
    }


def _choices(bound: BoundField) -> SafeString:
    """What is chosen from, written in one piece: of a thousand teams a template for each would take a tenth of a
    second."""
    # every value in it went through `escaped`
    return mark_safe("".join(_choice(one) for one in bound.subwidgets))  # noqa: S308


def _choice(one: BoundWidget) -> str:
    data = one.data
    own = {"type": data["type"], "name": data["name"], "value": str(data["value"]), **data["attrs"]}
    given = ((key, value) for key, value in own.items() if value is not None and value is not False)
    tag = "".join(f" {key}" if value is True else f' {key}="{escaped(value)}"' for key, value in given)
    start = f'<label class="choice" for="{escaped(one.id_for_label)}"><input{tag}>'
    return f"{start}<span>{escaped(one.choice_label)}</span></label>"


@register.filter
def percent(value: float | None, digits: int = 0) -> str:
    """19.04 -> "19 %" with a narrow no-break space; nothing for None."""
    return "" if value is None else f"{number_format(round(value, digits), digits)}\u202f%"


@register.filter
def money(value: float | None, currency: str = "EUR") -> str:
    """1234.5 -> "1,235 €"; cents only below ten."""
    if value is None:
        return ""
    sign = {"EUR": "€", "USD": "$", "GBP": "£"}.get(currency, currency)
    digits = 2 if 0 < abs(value) < 10 else 0
    return f"{number_format(round(value, digits), digits, use_l10n=True, force_grouping=True)}\u00a0{sign}".replace(
        "-", "\u2212"
    )
