"""How the tariff grows."""

import numpy as np

from estimate import least_squares


def growth(years: np.ndarray, tariffs: np.ndarray) -> tuple[float, float]:
    """Slope of the log tariff a year, months of the year apart (a tariff has seasons), and its
    autocorrelation-robust error with lags of a year."""
    month = np.round((years % 1) * 12 - 0.5).astype(int) % 12
    present = sorted(set(month))
    seasons = np.column_stack([(month == one).astype(float) for one in present])
    lags = min(12, len(years) // 4)
    fit = least_squares(np.column_stack((years - years.mean(), seasons)), np.log(tariffs), lags)
    return float(fit.coefficients[0]), float(fit.errors[0])
