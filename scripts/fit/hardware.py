"""Cards: how their resale falls, and when they die."""

from dataclasses import dataclass

import numpy as np

from estimate import least_squares, maximum_likelihood


def decline(years: np.ndarray, prices: np.ndarray) -> tuple[float, float, float]:
    """Slope of the log price a year with its error, and the annual volatility of the monthly
    residual changes. Each month counts once."""
    fit = least_squares(np.column_stack((np.ones(len(years)), years)), np.log(prices))
    changes = np.diff(np.log(prices)) - fit.coefficients[1] * np.diff(years)
    spread = np.sqrt(np.sum(changes**2 / np.diff(years)) / max(len(changes) - 1, 1))
    return float(fit.coefficients[1]), float(fit.errors[1]), float(spread)


@dataclass
class Weibull:
    """P(age at death > t) = exp(-(t/scale)^shape)."""

    units: int
    deaths: int
    unit_years: float
    shape: float
    shape_error: float
    scale: float
    scale_error: float

    @property
    def rate(self) -> float:
        """Deaths a unit and year."""
        return self.deaths / self.unit_years

    @property
    def rate_error(self) -> float:
        return np.sqrt(self.deaths) / self.unit_years


def weibull(ages: np.ndarray, dead: np.ndarray) -> Weibull:
    """Maximum likelihood with censoring: a unit that has not died counts as surviving its age."""
    logs = np.log(ages)
    deaths = dead.sum()

    def negative(parameters: np.ndarray) -> float:
        shape, log_scale = np.exp(parameters[0]), parameters[1]
        z = logs - log_scale
        return float(np.exp(shape * z).sum() - deaths * (parameters[0] - log_scale) - (shape - 1) * (dead @ z))

    rate = deaths / ages.sum()
    best, covariance = maximum_likelihood(negative, [np.array([0.0, -np.log(rate)])])
    shape, scale = np.exp(best)
    errors = np.sqrt(np.diag(covariance)) * (shape, scale)
    return Weibull(len(ages), int(deaths), float(ages.sum()), float(shape), float(errors[0]), float(scale), float(errors[1]))
