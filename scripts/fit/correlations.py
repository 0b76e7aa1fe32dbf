"""How tokens move together: correlation, rank correlation, joint crashes, the filled matrix."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import kendalltau, multivariate_normal, norm

TAIL = 0.05  # a crash day: among the worst 5 % of the token's own days


@dataclass
class Pair:
    """Two tokens on their common days."""

    days: int
    correlation: float
    low: float
    high: float
    kendall: float
    tail: float  # P(both crash | one crashes)
    normal_tail: float  # the same for a normal copula of this correlation

    @property
    def error(self) -> float:
        return (1 - self.correlation**2) / np.sqrt(self.days - 3)


def pair(one: np.ndarray, other: np.ndarray) -> Pair:
    """Pearson with Fisher's (1915) interval, which assumes normal returns; Kendall's tau; and
    the share of one token's crash days on which the other crashes too."""
    n = len(one)
    rho = float(np.corrcoef(one, other)[0, 1])
    z, width = np.arctanh(rho), norm.ppf(0.975) / np.sqrt(n - 3)
    crash = (one <= np.quantile(one, TAIL)) & (other <= np.quantile(other, TAIL))
    edge = norm.ppf(TAIL)
    joint = multivariate_normal([0, 0], [[1, rho], [rho, 1]]).cdf([edge, edge])
    tau = float(kendalltau(one, other).statistic)
    return Pair(n, rho, float(np.tanh(z - width)), float(np.tanh(z + width)), tau, float(crash.mean() / TAIL), float(joint / TAIL))


def filled(names: list[str], known: dict[frozenset, float], market: str) -> np.ndarray:
    """The matrix in which a pair that is not known is the product of both correlations with
    the market, or 0 where one of these is not known either."""
    size = len(names)
    matrix = np.eye(size)
    for i in range(size):
        for j in range(i):
            through = [known.get(frozenset((market, name)), 0.0) for name in (names[i], names[j])]
            matrix[i, j] = matrix[j, i] = known.get(frozenset((names[i], names[j])), through[0] * through[1])
    return matrix


def smallest_eigenvalue(matrix: np.ndarray) -> float:
    return float(np.linalg.eigvalsh(matrix)[0])
