"""Fits synthetic data of known parameters. Every estimate must lie within four of its own
standard errors of the truth: with 20-odd figures a sound program fails about once in a
thousand seeds, and the seed is fixed."""

import csv
import datetime
import tempfile
from pathlib import Path

import numpy as np

import correlations
import electricity
import hardware
import networks
import prices
import rental
from files import Series, by_day, by_month, read, returns
from fits import Options, fit_prices
from output import Catalogue, near, short

SEED = 20260530


class Checks:
    def __init__(self):
        self.failed = 0

    def near(self, what: str, value: float, error: float, truth: float) -> None:
        z = (value - truth) / error
        self.say(abs(z) < 4, f"{what}: {value:.4g} ({error:.2g}), true {truth:.4g}, z {z:+.1f}")

    def equal(self, what: str, value, truth) -> None:
        self.say(value == truth, f"{what}: {value!r}" + ("" if value == truth else f", not {truth!r}"))

    def say(self, good: bool, text: str) -> None:
        self.failed += not good
        print(("ok    " if good else "WRONG ") + text)


def run() -> int:
    checks = Checks()
    random = np.random.default_rng(SEED)
    for test in (returns_of_a_token, clustered_returns, two_tokens, a_network, offers, cards, a_tariff, dirty_files, monthly_files, catalogue_lines):
        test(checks, random)
    print(f"{checks.failed} wrong" if checks.failed else "all as they should be")
    return 1 if checks.failed else 0


def student(random, nu: float, size) -> np.ndarray:
    return random.standard_t(nu, size) * np.sqrt((nu - 2) / nu)


def returns_of_a_token(checks: Checks, random) -> None:
    daily = 1.1 / np.sqrt(prices.DAYS)
    steps = daily * student(random, 6.0, 4000)
    checks.near("volatility", *prices.volatility(steps), 1.1)
    checks.near("Student-t nu", *prices.student_t(steps), 6.0)
    # The stated error of the volatility against the spread over many samples.
    many = np.array([prices.volatility(daily * random.standard_normal(400)) for _ in range(400)])
    checks.near("error of the volatility", many[:, 1].mean(), many[:, 0].std() / np.sqrt(800) + 0.1 * many[:, 0].std() / 4, many[:, 0].std())


def clustered_returns(checks: Checks, random) -> None:
    alpha, beta, nu, long_run = 0.10, 0.85, 6.0, 0.04**2
    shocks = student(random, nu, 6000)
    steps, h = np.empty(6000), long_run
    for i, shock in enumerate(shocks):
        steps[i] = np.sqrt(h) * shock
        h = (1 - alpha - beta) * long_run + alpha * steps[i] ** 2 + beta * h
    found = prices.garch(steps)
    checks.near("GARCH alpha", found.alpha, found.alpha_error, alpha)
    checks.near("GARCH beta", found.beta, found.beta_error, beta)
    checks.near("GARCH nu", found.nu, found.nu_error, nu)
    slow = prices.variances(steps[:50] - steps[:50].mean(), alpha, beta)
    deviations, expected = steps[:50] - steps[:50].mean(), []
    target = deviations @ deviations / 50
    for i in range(50):
        expected.append(target if i == 0 else (1 - alpha - beta) * target + alpha * deviations[i - 1] ** 2 + beta * expected[-1])
    checks.say(bool(np.allclose(slow, expected, rtol=1e-12)), "variances as their recursion")


def two_tokens(checks: Checks, random) -> None:
    z = random.standard_normal((2, 3000))
    one, other = 0.03 * z[0], 0.05 * (0.6 * z[0] + 0.8 * z[1])
    found = correlations.pair(one, other)
    checks.near("correlation", found.correlation, found.error, 0.6)
    checks.near("Kendall's tau", found.kendall, 0.02, 2 / np.pi * np.arcsin(0.6))
    checks.near("joint worst days", found.tail, np.sqrt(found.normal_tail * (1 - found.normal_tail) / 150), found.normal_tail)
    slope, error, rest = prices.market(other, one)
    checks.near("beta to the market", slope, error, 1.0)
    checks.near("idiosyncratic volatility", rest, rest / np.sqrt(6000), 0.04 * np.sqrt(prices.DAYS))
    known = {frozenset(pair): value for pair, value in ((("M", "A"), 0.6), (("M", "B"), 0.5), (("A", "B"), 0.4))}
    matrix = correlations.filled(["M", "A", "B", "C"], known | {frozenset(("M", "C")): 0.8}, "M")
    checks.equal("filled pair", round(float(matrix[1, 3]), 12), 0.48)
    checks.equal("stated pair", float(matrix[2, 1]), 0.4)
    checks.near("smallest eigenvalue", correlations.smallest_eigenvalue(np.array([[1, 0.3], [0.3, 1]])), 1e-9, 0.7)


def a_network(checks: Checks, random) -> None:
    """Hashrate with a known pull towards a price that wanders."""
    weeks, pull, trend, residual = 1500, 0.06, 0.5, 0.04
    price = np.cumsum(0.08 * random.standard_normal(weeks))
    hashes, coins = np.zeros(weeks), np.zeros(weeks)
    for week in range(weeks - 1):
        paid = price[week] - hashes[week] + trend * week / networks.WEEKS
        hashes[week + 1] = hashes[week] + trend / networks.WEEKS + pull * paid + residual * random.standard_normal()
    found = networks.response(price, coins, hashes, "synthetic")
    checks.near("growth", *found.growth, trend)
    checks.near("pull", *found.pull, pull)
    checks.near("residual a week", found.residual_of_pull, residual / np.sqrt(2 * weeks), residual)
    checks.near("elasticity, 12 weeks", *found.elasticity, 1 - (1 - pull) ** 12)
    days = np.array([datetime.date(2020, 5, 10) + datetime.timedelta(days=i) for i in range(2)])
    checks.equal("coins around a halving", networks.coins_a_day(Series("BTC", days, {}, None)).tolist(), [1800.0, 900.0])


def offers(checks: Checks, random) -> None:
    asks = np.exp(random.normal(np.log(0.45), 0.4, 3000))
    rented = (random.random(3000) < 1 / (1 + np.exp(-(-0.5 - 1.7 * np.log(asks))))).astype(float)
    machines = np.arange(3000)
    found = rental.logit_slope(asks, rented, machines)
    checks.near("slope of the logit", found.slope, found.error, -1.7)
    checks.near("clustered as plain error, machine by machine", found.clustered_error, 0.05 * found.error, found.error)
    twice = rental.logit_slope(np.repeat(asks, 2), np.repeat(rented, 2), np.repeat(machines, 2))
    checks.near("each offer twice: slope", twice.slope, 1e-6, found.slope)
    checks.near("each offer twice: clustered error", twice.clustered_error, 1e-4, found.clustered_error)
    share, error = rental.share(rented, np.ones(3000), machines)
    checks.near("error of a share", error, 1e-6, np.sqrt(share * (1 - share) / 3000))


def cards(checks: Checks, random) -> None:
    years = np.arange(60) / 12
    paid = 2000 * np.exp(-0.35 * years + 0.05 * random.standard_normal(60))
    slope, error, _ = hardware.decline(years, paid)
    checks.near("decline", -slope, error, 0.35)
    age = 7.0 * random.weibull(1.5, 8000)
    seen = random.uniform(0.5, 5.0, 8000)
    found = hardware.weibull(np.minimum(age, seen), (age <= seen).astype(float))
    checks.near("Weibull shape, censored", found.shape, found.shape_error, 1.5)
    checks.near("Weibull scale, censored", found.scale, found.scale_error, 7.0)


def a_tariff(checks: Checks, random) -> None:
    years = 2010 + (np.arange(120) + 0.5) / 12
    season = 0.05 * np.cos(2 * np.pi * years)
    tariffs = 0.12 * np.exp(0.03 * (years - 2010) + season + 0.01 * random.standard_normal(120))
    checks.near("growth of the tariff", *electricity.growth(years, tariffs), 0.03)


def dirty_files(checks: Checks, random) -> None:
    """What is wrong with a file is said, and the right rows are used."""
    days = [datetime.date(2024, 1, 1) + datetime.timedelta(days=i) for i in range(400)]
    closes = np.exp(np.cumsum(0.03 * random.standard_normal(400)))
    rows = [[str(day), repr(float(close))] for day, close in zip(days, closes)]
    rows[10][1], rows[20][1] = "", "-1"
    rows.append([rows[30][0], rows[30][1]])
    del rows[100:103]
    rows[200][1] = repr(float(closes[203] * 9))
    late = [[str(day + datetime.timedelta(days=1)), row[1]] for day, row in zip(days, [[0, repr(float(close**1.5))] for close in closes])]
    with tempfile.TemporaryDirectory() as folder:
        for name, content in (("BTC", rows), ("LATE", late), ("odd", [["1", "2"]])):
            with (Path(folder) / f"{name}.csv").open("w", newline="") as text:
                csv.writer(text).writerows([["date", "close_usd"] if name != "odd" else ["a", "b"], *content])
        files = read(Path(folder))
        series = by_day(files[0], ["close_usd"], ["close_usd"])
        dates, _ = returns(series, "close_usd")
        noted = " | ".join(files[0].notes)
        for wanted in ("no number in close_usd: lines 12", "not above 0 in close_usd: lines 22", "1 days stand there twice", "5 days missing in 3 gaps", "2 returns beyond"):
            checks.say(wanted in noted, f"said: {wanted}")
        # 395 days in four stretches have 391 returns.
        checks.equal("days", len(series.dates), 395)
        checks.equal("returns", len(dates), 391)
        checks.say("of no known kind" in files[2].notes[0], "an unknown header is said")
        priced = read(Path(folder))
        fit_prices([file for file in priced if file.kind == "prices"], Options())
        checks.say(any("--shift LATE:-1" in note for note in priced[1].notes), "dates a day late are found")


def monthly_files(checks: Checks, random) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tariff.csv"
        path.write_text("month,usd_per_kwh\n2020-07,0.1\n2020-13,0.1\n2020-08,.\n2020-09,0.2\n")
        (file,) = read(path)
        read_months = [(month, value) for _, month, _, value in by_month(file, "usd_per_kwh")]
        checks.equal("months", read_months, [("2020-07", 0.1), ("2020-09", 0.2)])
        noted = " | ".join(file.notes)
        checks.say("not YYYY-MM: lines 3" in noted and "no number in usd_per_kwh: lines 4" in noted, "said: months left out")


def catalogue_lines(checks: Checks, random) -> None:
    with tempfile.TemporaryDirectory() as folder:
        text = '[tokens.BTC]\nusd = { value = 5, source = "a" }\nprice.gbm = { volatility = 0.5, source = "b" }\n'
        (Path(folder) / "tokens.toml").write_text(text)
        catalogue = Catalogue(Path(folder))
        checks.equal("a figure behind a choice", catalogue.figure("tokens/BTC/price/*/volatility"), (0.5, "b"))
        checks.equal("a wrapped figure", catalogue.figure("tokens/BTC/usd"), (5.0, "a"))
        checks.equal("no figure", catalogue.figure("tokens/ETC/usd"), None)
    checks.equal("places by the error", near(0.61349, 0.0215), "0.613")
    checks.equal("three digits", short(1234.5), "1,234")
