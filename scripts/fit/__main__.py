#!/usr/bin/env python3
"""Derives the catalogue's measured figures from series that you supply.

    python scripts/fit prices --data DIR
    python scripts/fit all --data DIR --compare scenarios/catalogue
    python scripts/fit --self-test
"""

import argparse
import datetime
import sys
from pathlib import Path

from files import read
from fits import COMMANDS, Options
from output import Catalogue, Figure, by_subject, markdown, rows, text


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="fit", description=__doc__.splitlines()[0], epilog="The files' formats: scripts/fit/README.md")
    parser.add_argument("what", nargs="?", choices=[*COMMANDS, "all"], help="what to fit")
    parser.add_argument("--data", type=Path, metavar="DIR", help="a folder of CSV files, or one file; folders in it are read too")
    parser.add_argument("--compare", type=Path, metavar="DIR", help="a folder of catalogue files to set beside the figures")
    parser.add_argument("--markdown", action="store_true", help="print the table as Markdown")
    parser.add_argument("--toml", action="store_true", help="print lines for the catalogue instead of the table")
    parser.add_argument("--source", default="SOURCE", metavar="ID", help="the id of the source in these lines")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="only the files of these names, such as BTC")
    parser.add_argument("--order", nargs="+", metavar="TOKEN", help="prices: tokens in this order")
    parser.add_argument("--from", dest="first", type=datetime.date.fromisoformat, metavar="DATE", help="prices, networks: leave out what is earlier")
    parser.add_argument("--until", dest="last", type=datetime.date.fromisoformat, metavar="DATE", help="prices, networks: leave out what is later")
    parser.add_argument("--window", nargs="+", default=[], type=window_of, metavar="NAME:FROM:UNTIL", help="prices, networks: the window of one series; either date may be left out")
    parser.add_argument("--shift", nargs="+", default=[], type=shift_of, metavar="NAME:DAYS", help="prices: date a series so many days later")
    parser.add_argument("--measure", choices=["auto", "hashrate", "difficulty"], default="auto", help="networks: the column that H is taken from")
    parser.add_argument("--gpu", default="RTX 4090", metavar="CARD", help="rental: the card whose offers are cut into bands")
    parser.add_argument("--bands", nargs="+", type=float, default=[0.30, 0.47, 0.60], metavar="USD", help="rental: where the bands of asks end")
    parser.add_argument("--most", type=float, default=99.0, metavar="USD", help="rental: leave out asks from here on")
    parser.add_argument("--self-test", action="store_true", help="fit synthetic data of known parameters and say whether they were found")
    chosen = parser.parse_args()
    if not chosen.self_test and (chosen.what is None or chosen.data is None):
        parser.error("say what to fit and give --data DIR, or --self-test")
    if chosen.data is not None and not chosen.data.exists():
        parser.error(f"{chosen.data} is not there")
    return chosen


def window_of(written: str) -> tuple[str, tuple[datetime.date | None, datetime.date | None]]:
    name, first, last = written.split(":")
    return name, (datetime.date.fromisoformat(first) if first else None, datetime.date.fromisoformat(last) if last else None)


def shift_of(written: str) -> tuple[str, int]:
    name, days = written.split(":")
    return name, int(days)


def main() -> int:
    chosen = arguments()
    if chosen.self_test:
        import self_test

        return self_test.run()
    files = [file for file in read(chosen.data) if not chosen.only or file.name in chosen.only]
    options = Options(chosen.source, chosen.first, chosen.last, chosen.order, chosen.measure, chosen.gpu, chosen.bands, chosen.most, dict(chosen.window), dict(chosen.shift))
    catalogue = Catalogue(chosen.compare) if chosen.compare else None
    found = False
    for name in COMMANDS if chosen.what == "all" else [chosen.what]:
        fit, kinds = COMMANDS[name]
        mine = [file for file in files if file.kind in kinds]
        if not mine:
            continue
        found = True
        result = fit(mine, options)
        if chosen.toml:
            print("\n".join(result.toml) if result.toml else f"# {name}: no key of the catalogue holds these figures as they are")
        else:
            print(f"## {name}\n")
            for table in tables(result.figures, catalogue, chosen.markdown):
                print((markdown if chosen.markdown else text)(table) + "\n")
    print_notes(files)
    if not found:
        print("No file with a header of the kind that was asked for: see scripts/fit/README.md.", file=sys.stderr)
        return 1
    return 0


def tables(figures: list[Figure], catalogue: Catalogue | None, wide: bool) -> list[list[list[str]]]:
    """One long table; or for Markdown what the catalogue has too, then the rest by subject."""
    if not wide:
        return [rows(figures, catalogue)]
    found = []
    if catalogue:
        known = [figure for figure in figures if catalogue.figure(figure.key)]
        found += [rows(known, catalogue)] if known else []
        figures = [figure for figure in figures if not catalogue.figure(figure.key)]
    for family in dict.fromkeys(figure.family for figure in figures):
        mine = [figure for figure in figures if figure.family == family]
        found.append(by_subject(mine) if family else rows(mine, None))
    return found


def print_notes(files) -> None:
    """What is wrong with the data goes to stderr, so that stdout holds figures alone."""
    for file in files:
        for note in file.notes:
            print(f"{file.path.name}: {note}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
