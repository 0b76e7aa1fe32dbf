"""Least squares with autocorrelation-robust errors, and maximum likelihood with errors."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize


@dataclass
class Regression:
    """Coefficients, their covariance, residuals and the residuals' standard deviation."""

    coefficients: np.ndarray
    covariance: np.ndarray
    residuals: np.ndarray
    sd: float

    @property
    def errors(self) -> np.ndarray:
        return np.sqrt(np.diag(self.covariance))

    def combination(self, weights: np.ndarray) -> tuple[float, float]:
        """A weighted sum of the coefficients and its standard error."""
        return float(weights @ self.coefficients), float(np.sqrt(weights @ self.covariance @ weights))


def automatic_lags(n: int) -> int:
    """Newey and West (1994)'s rule for the Bartlett kernel, without their pilot estimate."""
    return int(4 * (n / 100) ** (2 / 9))


def long_run_covariance(moments: np.ndarray, lags: int) -> np.ndarray:
    """Newey and West (1987): covariance of a sum of autocorrelated rows (Bartlett kernel)."""
    covariance = moments.T @ moments
    for lag in range(1, lags + 1):
        product = moments[lag:].T @ moments[:-lag]
        covariance += (1 - lag / (lags + 1)) * (product + product.T)
    return covariance


def least_squares(design: np.ndarray, response: np.ndarray, lags: int | None = None) -> Regression:
    """Ordinary least squares; errors robust to heteroscedasticity and to autocorrelation up to
    `lags` (automatic without)."""
    n, k = design.shape
    coefficients, *_ = np.linalg.lstsq(design, response, rcond=None)
    residuals = response - design @ coefficients
    inverse = np.linalg.pinv(design.T @ design)
    lags = automatic_lags(n) if lags is None else lags
    middle = long_run_covariance(design * residuals[:, None], lags)
    covariance = inverse @ middle @ inverse * n / (n - k)
    return Regression(coefficients, covariance, residuals, float(np.sqrt(residuals @ residuals / (n - k))))


def mean(values: np.ndarray, lags: int | None = None) -> tuple[float, float]:
    """The mean and its autocorrelation-robust standard error."""
    fit = least_squares(np.ones((len(values), 1)), values, lags)
    return float(fit.coefficients[0]), float(fit.errors[0])


def maximum_likelihood(negative_log_likelihood, starts: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """The best of several simplex searches and the inverse of the observed information there."""
    best = None
    for start in starts:
        options = {"xatol": 1e-7, "fatol": 1e-7, "maxiter": 20_000, "maxfev": 20_000}
        found = minimize(negative_log_likelihood, start, method="Nelder-Mead", options=options)
        found = minimize(negative_log_likelihood, found.x, method="Nelder-Mead", options=options)
        if best is None or found.fun < best.fun:
            best = found
    return best.x, np.linalg.pinv(hessian(negative_log_likelihood, best.x))


def hessian(function, point: np.ndarray) -> np.ndarray:
    """Second derivatives by central differences."""
    n = len(point)
    steps = 1e-3 * np.maximum(np.abs(point), 0.1)
    result = np.empty((n, n))
    for i in range(n):
        for j in range(i + 1):
            total = 0.0
            for a in (1, -1):
                for b in (1, -1):
                    moved = point.copy()
                    moved[i] += a * steps[i]
                    moved[j] += b * steps[j]
                    total += a * b * function(moved)
            result[i, j] = result[j, i] = total / (4 * steps[i] * steps[j])
    return result
