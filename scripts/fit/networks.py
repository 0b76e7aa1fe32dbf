"""How a network's hashrate grows, and how it answers what a hash pays."""

import datetime
from dataclasses import dataclass

import numpy as np

from estimate import least_squares, mean
from files import Series

WEEKS = 365 / 7  # weeks of a year
LAGS = 12  # weeks over which the elasticity counts
HALF_YEAR = 26  # weeks of autocorrelation in the error of the growth: hashrate answers slowly
# Bitcoin's reward from its consensus rules, for files without a column of issuance.
HALVINGS = [(datetime.date(2012, 11, 28), 25.0), (datetime.date(2016, 7, 9), 12.5), (datetime.date(2020, 5, 11), 6.25), (datetime.date(2024, 4, 20), 3.125)]


@dataclass
class Response:
    """The fit of a network's hashrate; errors are autocorrelation-robust."""

    measure: str
    weeks: int
    growth: tuple[float, float]
    elasticity: tuple[float, float]
    residual: float  # of the elasticity's regression, a week
    pull: tuple[float, float]  # share of the hash price's deviation that a week answers
    half_life: float | None
    residual_of_pull: float


def weekly(series: Series, values: np.ndarray) -> np.ndarray:
    """Means of the logarithm over whole weeks that end on the last day."""
    weeks = len(values) // 7
    return np.log(values[len(values) - 7 * weeks :]).reshape(weeks, 7).mean(axis=1)


def coins_a_day(series: Series) -> np.ndarray:
    if "issuance_native" in series.columns:
        return series.columns["issuance_native"]
    reward = np.array([[50.0, *[r for d, r in HALVINGS if d <= day]][-1] for day in series.dates])
    return 144 * reward


def response(price: np.ndarray, coins: np.ndarray, hashes: np.ndarray, measure: str) -> Response:
    """All three are weekly mean logarithms.

    Growth: mean weekly change. Elasticity over 12 weeks: the sum of the coefficients of a
    regression of the change of ln H on the change of ln price in the same week and the 12
    before. Pull: regression of the change of ln H on last week's deviation of the ln hash
    price from its trend; its half-life is that of a deviation that price does not renew.
    """
    grown = np.diff(hashes)
    changes = np.diff(price)
    growth, growth_error = mean(grown, HALF_YEAR)
    lagged = np.column_stack([changes[LAGS - lag : len(changes) - lag] for lag in range(LAGS + 1)])
    elastic = least_squares(np.column_stack((np.ones(len(lagged)), lagged)), grown[LAGS:])
    weights = np.concatenate(([0.0], np.ones(LAGS + 1)))
    paid = price + coins - hashes
    time = np.arange(len(grown)) / WEEKS
    pulled = least_squares(np.column_stack((np.ones(len(grown)), time, paid[:-1])), grown)
    pull, pull_error = float(pulled.coefficients[2]), float(pulled.errors[2])
    found = pull > 2 * pull_error and pull < 1
    half_life = float(np.log(2) / -np.log1p(-pull)) if found else None
    return Response(
        measure, len(hashes), (WEEKS * growth, WEEKS * growth_error), elastic.combination(weights), elastic.sd, (pull, pull_error), half_life, pulled.sd
    )


def fit(series: Series, measure: str) -> Response:
    """`measure` is a column, or `auto`: of hashrate and difficulty the one whose weekly changes
    vary less. A hashrate counted from blocks is noise; Ethereum's difficulty holds its bomb."""
    price = "price_usd" if "price_usd" in series.columns else "close_usd"
    columns = [name for name in series.columns if name.startswith(("hashrate", "difficulty"))]
    logs = {name: weekly(series, series.columns[name]) for name in columns}
    if measure == "auto":
        chosen = min(columns, key=lambda name: np.diff(logs[name]).std())
    else:
        chosen = next(name for name in columns if name.startswith(measure))
    return response(weekly(series, series.columns[price]), weekly(series, coins_a_day(series)), logs[chosen], chosen)
