"""What a moment's offers say: who is rented at what price."""

from dataclasses import dataclass

import numpy as np

SENTINEL = 99.0  # an ask that means "not on offer"


@dataclass
class Slope:
    """ln odds of being rented against ln ask."""

    offers: int
    machines: int
    slope: float
    error: float
    clustered_error: float  # offers of one machine are not independent


def logit_slope(asks: np.ndarray, rented: np.ndarray, machines: np.ndarray) -> Slope:
    """Logistic regression of rented on ln ask by maximum likelihood, each offer counting once;
    errors from the information, and clustered by machine."""
    design = np.column_stack((np.ones(len(asks)), np.log(asks)))
    beta = np.zeros(2)
    for _ in range(100):
        chance = 1 / (1 + np.exp(-design @ beta))
        information = design.T @ (design * (chance * (1 - chance))[:, None])
        step = np.linalg.solve(information, design.T @ (rented - chance))
        beta = beta + step
        if np.abs(step).max() < 1e-10:
            break
    inverse = np.linalg.inv(information)
    scores = design * (rented - chance)[:, None]
    _, group = np.unique(machines, return_inverse=True)
    sums = np.zeros((group.max() + 1, 2))
    np.add.at(sums, group, scores)
    clustered = inverse @ sums.T @ sums @ inverse * len(sums) / (len(sums) - 1)
    return Slope(len(asks), len(sums), float(beta[1]), float(np.sqrt(inverse[1, 1])), float(np.sqrt(clustered[1, 1])))


def share(rented: np.ndarray, weights: np.ndarray, machines: np.ndarray) -> tuple[float, float]:
    """Weighted share that is rented, and its error clustered by machine."""
    value = float(rented @ weights / weights.sum())
    _, group = np.unique(machines, return_inverse=True)
    sums = np.zeros(group.max() + 1)
    np.add.at(sums, group, weights * (rented - value))
    return value, float(np.sqrt(sums @ sums) / weights.sum())


def median(values: np.ndarray) -> tuple[float, float | None]:
    """The median, and as its error the width of its 95 % order-statistic interval over
    3.92; none where ties make that 0."""
    ordered, n = np.sort(values), len(values)
    reach = int(np.ceil(1.96 * np.sqrt(n) / 2))
    low, high = max(n // 2 - reach, 0), min(n // 2 + reach, n - 1)
    return float(np.median(values)), float((ordered[high] - ordered[low]) / 3.92) or None
