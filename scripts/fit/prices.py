"""Daily returns of one token: volatility, tails, market share of the variance, GARCH."""

from dataclasses import dataclass

import numpy as np
from scipy.signal import lfilter
from scipy.special import expit, gammaln, logit

from estimate import automatic_lags, hessian, least_squares, long_run_covariance, maximum_likelihood

DAYS = 365  # crypto trades every day; the project's year
PERSISTENCE = 0.995  # the largest alpha + beta: beyond it variance has hardly a mean


def volatility(steps: np.ndarray) -> tuple[float, float]:
    """Annual volatility of log returns, and its standard error by the delta method from the
    autocorrelation-robust error of the mean square: returns have fat tails and cluster."""
    deviations = steps - steps.mean()
    variance = deviations @ deviations / (len(steps) - 1)
    squares = (deviations**2 - variance)[:, None]
    error = np.sqrt(long_run_covariance(squares, automatic_lags(len(steps)))[0, 0]) / len(steps)
    annual = np.sqrt(DAYS * variance)
    return float(annual), float(annual * error / (2 * variance))


def log_t(z: np.ndarray, nu: float) -> np.ndarray:
    """Log density of Student's t scaled to variance 1."""
    return gammaln((nu + 1) / 2) - gammaln(nu / 2) - 0.5 * np.log(np.pi * (nu - 2)) - (nu + 1) / 2 * np.log1p(z**2 / (nu - 2))


def student_t(steps: np.ndarray) -> tuple[float, float]:
    """Degrees of freedom of a Student t with free location and scale, and their error.
    Location and scale are free, so nu <= 2 is possible; it is not reached by these series."""
    center, scale = np.median(steps), steps.std()

    def negative(parameters: np.ndarray) -> float:
        location, log_scale, log_nu = parameters
        nu, width = np.exp(log_nu), scale * np.exp(log_scale)
        z = (steps - center - scale * location) / width
        density = gammaln((nu + 1) / 2) - gammaln(nu / 2) - 0.5 * np.log(np.pi * nu) - (nu + 1) / 2 * np.log1p(z**2 / nu)
        return float(-density.sum() + len(steps) * np.log(width))

    best, covariance = maximum_likelihood(negative, [np.array([0.0, -0.3, np.log(4.0)])])
    nu = np.exp(best[2])
    return float(nu), float(nu * np.sqrt(covariance[2, 2]))


@dataclass
class Garch:
    """h' = omega + alpha*e^2 + beta*h with the sample variance as long-run variance."""

    alpha: float
    alpha_error: float
    beta: float
    beta_error: float
    nu: float
    nu_error: float
    gain: float  # log likelihood over constant variance with the same law of residuals
    capped: bool  # alpha + beta at its largest value: the errors are too small then


def variances(deviations: np.ndarray, alpha: float, beta: float) -> np.ndarray:
    """h of each day, from the long-run variance on the first."""
    long_run = deviations @ deviations / len(deviations)
    omega = (1 - alpha - beta) * long_run
    driven = omega + alpha * deviations[:-1] ** 2
    rest, _ = lfilter([1.0], [1.0, -beta], driven, zi=[beta * long_run])
    return np.concatenate(([long_run], rest))


def garch(steps: np.ndarray) -> Garch:
    """GARCH(1,1) with Student-t residuals by maximum likelihood, with variance targeting and
    alpha + beta <= 0.995 (Bollerslev 1987; Engle and Mezrich 1996)."""
    deviations = steps - steps.mean()

    def parts(parameters: np.ndarray) -> tuple[float, float, float]:
        persistence, share = PERSISTENCE * expit(parameters[0]), expit(parameters[1])
        return persistence * share, persistence * (1 - share), 2 + np.exp(parameters[2])

    def negative_of(alpha: float, beta: float, nu: float) -> float:
        h = variances(deviations, alpha, beta)
        return float(-(log_t(deviations / np.sqrt(h), nu) - 0.5 * np.log(h)).sum())

    def negative(parameters: np.ndarray) -> float:
        parameters = np.clip(parameters, -12, 12)
        return negative_of(*parts(parameters))

    starts = [np.array([logit(p / PERSISTENCE), logit(s), np.log(n)]) for p, s, n in ((0.9, 0.15, 3.0), (0.98, 0.1, 2.0), (0.6, 0.3, 4.0))]
    best, _ = maximum_likelihood(negative, starts)
    best = np.clip(best, -12, 12)
    alpha, beta, nu = parts(best)
    capped = alpha + beta > PERSISTENCE - 5e-4
    flat, _ = maximum_likelihood(lambda p: negative_of(0.0, 0.0, 2 + np.exp(np.clip(p[0], -12, 12))), [np.array([np.log(3.0)])])
    gain = negative_of(0.0, 0.0, 2 + np.exp(flat[0])) - negative(best)
    # Errors from the observed information, in share and nu alone where the sum is at its bound.
    jacobian = np.empty((3, 3))
    for i in range(3):
        step = np.zeros(3)
        step[i] = 1e-5
        jacobian[:, i] = (np.array(parts(best + step)) - np.array(parts(best - step))) / 2e-5
    free = [1, 2] if capped else [0, 1, 2]
    inverse = np.zeros((3, 3))
    inverse[np.ix_(free, free)] = np.linalg.pinv(information(negative, best, free))
    errors = np.sqrt(np.maximum(np.diag(jacobian @ inverse @ jacobian.T), 0))
    return Garch(alpha, errors[0], beta, errors[1], nu, errors[2], gain, bool(capped))


def information(negative, best: np.ndarray, free: list[int]) -> np.ndarray:
    """Second derivatives at the optimum along the parameters that are free."""
    def along(parameters: np.ndarray) -> float:
        point = best.copy()
        point[free] = parameters
        return negative(point)

    return hessian(along, best[free])


def market(steps: np.ndarray, of_market: np.ndarray) -> tuple[float, float, float]:
    """Beta to the market with its error, and the annual volatility of what is left."""
    design = np.column_stack((np.ones(len(steps)), of_market))
    fit = least_squares(design, steps)
    return float(fit.coefficients[1]), float(fit.errors[1]), float(np.sqrt(DAYS) * fit.sd)
