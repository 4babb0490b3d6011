"""How well numbers tell two kinds of spines apart."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize
from scipy.special import expit
from scipy.stats import rankdata

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]

RESAMPLES = 2000
FOLDS = 5
RIDGE = 1.0
"""Weight of the squared coefficients of standardised measures (ASSUMED: a unit normal prior)."""


def auc(score: ArrayLike, hit: ArrayLike) -> float:
    """Area under the receiver operating characteristic, from ranks (Hanley & McNeil 1982,
    10.1148/radiology.143.1.7063747); ties count half.

    Raises
    ------
    ValueError : all or none are hits.
    """
    found = np.asarray(hit, dtype=bool)
    positives, negatives = int(found.sum()), int((~found).sum())
    if positives == 0 or negatives == 0:
        raise ValueError("an AUC needs hits and others")
    ranks = rankdata(np.asarray(score, dtype=float))
    return float((ranks[found].sum() - positives * (positives + 1) / 2) / (positives * negatives))


def auc_interval(
    score: ArrayLike, hit: ArrayLike, level: float = 0.95, seed: int = 0
) -> tuple[float, float]:
    """Percentile bootstrap of the AUC, hits and others drawn apart (Efron 1979,
    10.1214/aos/1176344552).

    It is too narrow for a handful of hits: of one hit above all others it is 1 to 1.
    """
    values, found = np.asarray(score, dtype=float), np.asarray(hit, dtype=bool)
    above, below = values[found], values[~found]
    wins = np.sign(above[:, None] - below[None, :]) / 2 + 0.5
    rng = np.random.default_rng(seed)
    areas = [
        wins[
            np.ix_(rng.integers(0, above.size, above.size), rng.integers(0, below.size, below.size))
        ].mean()
        for _ in range(RESAMPLES)
    ]
    low, high = np.quantile(areas, [0.5 - level / 2, 0.5 + level / 2])
    return float(low), float(high)


def fit_logistic(values: Floats, hit: Booleans) -> Floats:
    """Intercept and coefficients of a ridge logistic regression."""
    design = np.column_stack([np.ones(len(values)), values])
    signs = np.where(hit, 1.0, -1.0)
    penalty = np.full(design.shape[1], RIDGE)
    penalty[0] = 0.0

    def loss(beta: Floats) -> tuple[float, Floats]:
        margin = signs * (design @ beta)
        value = np.logaddexp(0.0, -margin).sum() + 0.5 * (penalty * beta**2).sum()
        return float(value), penalty * beta - design.T @ (signs * expit(-margin))

    fitted = minimize(loss, np.zeros(design.shape[1]), jac=True, method="BFGS")
    return np.asarray(fitted.x, dtype=np.float64)


def cross_validated_scores(values: Floats, hit: Booleans, seed: int = 0) -> Floats:
    """Log odds of each spine by a regression that has not seen it.

    Folds hold hits and others in equal shares; measures are standardised by the spines that are
    seen. There are `FOLDS` folds, or as many as there are hits or others if these are fewer.
    """
    folds = min(FOLDS, int(hit.sum()), int((~hit).sum()))
    rng = np.random.default_rng(seed)
    fold = np.empty(len(hit), dtype=int)
    for kind in (True, False):
        members = rng.permutation(np.flatnonzero(hit == kind))
        fold[members] = np.arange(len(members)) % folds
    scores = np.empty(len(hit))
    for k in range(folds):
        seen = fold != k
        mean, spread = values[seen].mean(axis=0), values[seen].std(axis=0)
        scaled = (values - mean) / np.where(spread > 0, spread, 1.0)
        beta = fit_logistic(scaled[seen], hit[seen])
        scores[~seen] = beta[0] + scaled[~seen] @ beta[1:]
    return scores
