"""Reads the CSV files, recognises them by their header, and says what is wrong with them."""

import csv
import datetime
import math
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

# kind of file: the columns by which it is recognised, the more specific kinds first.
KINDS = {
    "network": [{"date", "price_usd", "hashrate"}, {"date", "close_usd", "difficulty"}],
    "prices": [{"date", "close_usd"}],
    "offers": [{"gpu", "gpus", "ask_usd_per_gpu_hour", "rented"}],
    "quotes": [{"gpu", "date", "median", "offers", "available"}],
    "resale": [{"gpu", "month", "mean_sold_usd"}],
    "lifetimes": [{"batch", "years_observed", "dead"}],
    "electricity": [{"month", "usd_per_kwh"}],
}
# A daily log return this many robust standard deviations out is named, and kept.
OUTLIER = 10


@dataclass
class File:
    """A CSV file: its rows as text, and what a reader should know about them."""

    path: Path
    kind: str | None
    rows: list[dict[str, str]]
    notes: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The stem up to an underscore: `ETC_to_2020.csv` is ETC."""
        return self.path.stem.split("_")[0]

    def note(self, text: str) -> None:
        self.notes.append(text)

    def numbers(self, columns: list[str], positive: list[str]) -> list[tuple[int, list[float]]]:
        """Row index and values of every readable row. Every other row is named in the notes."""
        readable, unreadable, not_positive = [], [], []
        for index, row in enumerate(self.rows):
            try:
                values = [float(row[column]) for column in columns]
            except (KeyError, TypeError, ValueError):
                unreadable.append(index + 2)
                continue
            if not all(math.isfinite(value) for value in values):
                unreadable.append(index + 2)
            elif any(value <= 0 for column, value in zip(columns, values) if column in positive):
                not_positive.append(index + 2)
            else:
                readable.append((index, values))
        for lines, what in ((unreadable, "no number"), (not_positive, "a number not above 0")):
            if lines:
                self.note(f"{len(lines)} rows left out for {what} in {', '.join(columns)}: lines {listed(lines)}")
        return readable


@dataclass
class Series:
    """Values by day, ascending, each day once."""

    name: str
    dates: np.ndarray
    columns: dict[str, np.ndarray]
    file: File

    def shifted(self, days: int) -> "Series":
        """The same values, dated so many days later."""
        return Series(self.name, self.dates + datetime.timedelta(days=days), self.columns, self.file)

    def between(self, first: datetime.date | None, last: datetime.date | None) -> "Series":
        inside = np.ones(len(self.dates), bool)
        if first:
            inside &= self.dates >= first
        if last:
            inside &= self.dates <= last
        columns = {name: values[inside] for name, values in self.columns.items()}
        return Series(self.name, self.dates[inside], columns, self.file)

    @property
    def window(self) -> tuple[datetime.date, datetime.date]:
        return self.dates[0], self.dates[-1]


def read(data: Path) -> list[File]:
    """Every CSV file at or below a path."""
    paths = sorted(data.rglob("*.csv")) if data.is_dir() else [data]
    files = []
    for path in paths:
        with path.open(newline="", encoding="utf-8-sig") as text:
            reader = csv.DictReader(text)
            header = set(reader.fieldnames or [])
            kind = next((kind for kind, choices in KINDS.items() if any(wanted <= header for wanted in choices)), None)
            file = File(path, kind, list(reader))
        if kind is None:
            file.note("not read: its header is of no known kind; see the README")
        files.append(file)
    return files


def by_day(file: File, columns: list[str], positive: list[str]) -> Series:
    """The series of a file with a `date` column. Of a day that stands there twice the last row
    counts; gaps stay gaps. Both are noted."""
    rows, bad_dates, repeated = {}, [], 0
    for index, values in file.numbers(columns, positive):
        try:
            day = datetime.date.fromisoformat(file.rows[index]["date"])
        except ValueError:
            bad_dates.append(index + 2)
            continue
        repeated += day in rows
        rows[day] = values
    if bad_dates:
        file.note(f"{len(bad_dates)} rows left out for a date that is not YYYY-MM-DD: lines {listed(bad_dates)}")
    if repeated:
        file.note(f"{repeated} days stand there twice; the last row counts")
    days = sorted(rows)
    gaps = [(a, b) for a, b in zip(days, days[1:]) if (b - a).days > 1]
    if gaps:
        missing = sum((b - a).days - 1 for a, b in gaps)
        longest = max(gaps, key=lambda gap: gap[1] - gap[0])
        file.note(f"{missing} days missing in {len(gaps)} gaps, the longest {longest[0]} to {longest[1]}; no return is taken across a gap")
    values = np.array([rows[day] for day in days]).reshape(len(days), len(columns))
    return Series(file.name, np.array(days), {column: values[:, i] for i, column in enumerate(columns)}, file)


def by_month(file: File, column: str) -> list[tuple[int, str, float, float]]:
    """Row index, month, its middle in years, and value of every readable row of a file with a
    `month` column, in the file's order."""
    months, unreadable = [], []
    for index, (value,) in file.numbers([column], [column]):
        month = file.rows[index]["month"]
        try:
            day = datetime.date.fromisoformat(f"{month}-01")
        except ValueError:
            unreadable.append(index + 2)
            continue
        months.append((index, month, day.year + (day.month - 0.5) / 12, value))
    if unreadable:
        file.note(f"{len(unreadable)} rows left out for a month that is not YYYY-MM: lines {listed(unreadable)}")
    return months


def returns(series: Series, column: str) -> tuple[np.ndarray, np.ndarray]:
    """Days and daily log returns, from one day to the next; none across a gap."""
    ordinals = np.array([day.toordinal() for day in series.dates])
    steps = np.diff(np.log(series.columns[column]))
    next_day = np.diff(ordinals) == 1
    steps, days = steps[next_day], series.dates[1:][next_day]
    if len(steps) > 2:
        spread = 1.4826 * np.median(np.abs(steps - np.median(steps)))
        far = np.abs(steps - np.median(steps)) > OUTLIER * spread
        if far.any():
            worst = ", ".join(f"{day} {step:+.2f}" for day, step in sorted(zip(days[far], steps[far]), key=lambda pair: -abs(pair[1]))[:4])
            series.file.note(f"{far.sum()} returns beyond {OUTLIER} robust standard deviations, kept: {worst}")
        still = int((steps == 0).sum())
        if still:
            series.file.note(f"{still} days with the close of the day before, kept")
    return days, steps


def listed(lines: list[int]) -> str:
    return ", ".join(map(str, lines[:6])) + (" ..." if len(lines) > 6 else "")
