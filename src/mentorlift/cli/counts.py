"""Options of the form name=number,name=number and name=value."""

from typing import Any

import click


class Counts(click.ParamType):
    """mentored=110,later=171 -> {"mentored": 110, "later": 171}, in the order given; empty text gives {}."""

    name = "NAME=NUMBER,..."

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dict[str, int]:
        if isinstance(value, dict):
            return value
        out: dict[str, int] = {}
        for part in filter(None, (p.strip() for p in str(value).split(","))):
            name, equals, number = part.partition("=")
            if not equals or not name.strip() or not number.strip().isdigit():
                self.fail(f"{part!r} is not of the form name=number", param, ctx)
            if name.strip() in out:
                self.fail(f"{name.strip()!r} is given twice", param, ctx)
            out[name.strip()] = int(number)
        return out


class Pair(click.ParamType):
    """wish=yes -> ("wish", "yes")."""

    name = "COLUMN=VALUE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        if isinstance(value, tuple):
            return value
        column, equals, wanted = str(value).partition("=")
        if not equals or not column.strip():
            self.fail(f"{value!r} is not of the form column=value", param, ctx)
        return column.strip(), wanted.strip()


COUNTS, PAIR = Counts(), Pair()
