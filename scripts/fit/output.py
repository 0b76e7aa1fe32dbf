"""Figures, and how they are printed: table, Markdown, beside the catalogue."""

import math
import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Figure:
    """One derived number. `key` is its place in the catalogue; `*` stands for any one key.
    Figures of one `family` can stand as one row for each subject."""

    subject: str
    name: str
    value: float
    error: float | None
    window: str
    n: int
    key: str | None = None
    note: str = ""
    family: str = ""


class Catalogue:
    """The figures of a folder of catalogue files, each with the id of its source."""

    def __init__(self, folder: Path):
        self.root: dict = {}
        for path in sorted(folder.glob("*.toml")):
            if path.name != "sources.toml":
                self.root |= unwrapped(tomllib.loads(path.read_text(encoding="utf-8")))

    def figure(self, key: str | None) -> tuple[float, str] | None:
        for choice in (key or "").split("|"):
            found = at(self.root, choice.split("/"))
            if isinstance(found, tuple):
                return found
        return None


def unwrapped(node, outer: str = ""):
    """A catalogue table without `source`; every number with the nearest one."""
    if isinstance(node, dict):
        nearest = node.get("source", outer)
        rest = {key: unwrapped(value, nearest) for key, value in node.items() if key != "source"}
        return rest["value"] if set(rest) == {"value"} else rest
    return (float(node), outer) if isinstance(node, (int, float)) else node


def at(node, path: list[str]):
    for depth, part in enumerate(path):
        if not isinstance(node, dict):
            return None
        if part == "*":
            found = (at(value, path[depth + 1 :]) for value in node.values())
            return next((value for value in found if value is not None), None)
        node = node.get(part)
    return node


def short(value: float | None, digits: int = 3) -> str:
    """Three significant digits, without an exponent."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if abs(value) < 1e-4:
        return "0"
    places = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    return f"{value:,.{min(places, 6)}f}"


def near(value: float, error: float | None) -> str:
    """As many places as the error has with two digits; three digits without an error."""
    if error is None or not error > 1e-4 or math.isinf(error):
        return short(value)
    places = max(0, 1 - math.floor(math.log10(error)))
    return f"{value:,.{min(places, 6)}f}"


def rows(figures: list[Figure], catalogue: Catalogue | None) -> list[list[str]]:
    head = ["of", "figure", "value", "error", "n", "window"]
    if catalogue:
        head += ["catalogue", "difference", "in errors"]
    head += ["remark"]
    table = [head]
    for figure in figures:
        row = [figure.subject, figure.name, near(figure.value, figure.error), short(figure.error, 2), f"{figure.n:,}", figure.window]
        if catalogue:
            known = catalogue.figure(figure.key)
            if known is None:
                row += ["", "", ""]
            else:
                value, source = known
                difference = figure.value - value
                row += [f"{value:g} ({source})", f"{difference:+.3g}", f"{difference / figure.error:+.1f}" if figure.error else ""]
        table.append(row + [figure.note])
    return table


def by_subject(figures: list[Figure]) -> list[list[str]]:
    """A row for each subject and a column for each figure: value (error)."""
    names = list(dict.fromkeys(figure.name for figure in figures))
    head = ["of", "window", "n", *names]
    cells: dict[str, dict[str, str]] = {}
    for figure in figures:
        row = cells.setdefault(figure.subject, {"of": figure.subject, "window": figure.window, "n": f"{figure.n:,}"})
        error = short(figure.error, 2)
        row[figure.name] = near(figure.value, figure.error) + (f" ({error})" if error and error != "0" else "")
    return [head, *([row.get(name, "") for name in head] for row in cells.values())]


def text(table: list[list[str]]) -> str:
    widths = [max(len(row[i]) for row in table) for i in range(len(table[0]))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in table)


def markdown(table: list[list[str]]) -> str:
    lines = ["| " + " | ".join(row) + " |" for row in table]
    return "\n".join([lines[0], "|" + "---|" * len(table[0]), *lines[1:]])
