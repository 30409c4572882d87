"""Options of the form name=number,name=number, name=value and number,number."""

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


class Starts(click.ParamType):
    """40,40,40 -> (40, 40, 40); empty text gives ()."""

    name = "NUMBER,..."

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, ...]:
        if isinstance(value, tuple):
            return value
        parts = [part.strip() for part in str(value).split(",") if part.strip()]
        if not all(part.isdigit() and int(part) > 0 for part in parts):
            self.fail(f"{value!r} is not of the form number,number", param, ctx)
        return tuple(map(int, parts))


COUNTS, PAIR, STARTS = Counts(), Pair(), Starts()
