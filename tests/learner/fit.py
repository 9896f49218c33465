"""Fits L2 logistic regression by scikit-learn's newton-cholesky, for comparison with the learner.

    fit.py DATA LEAVES COLUMNS STRENGTH OUT

DATA: float64, little-endian, column-major. LEAVES: one byte a row, 0 or 1. OUT: the weights, then the intercept, a line each,
then the seconds that the fit took.
"""

import sys
import time

import numpy as np
from sklearn.linear_model import LogisticRegression


def main(data, leaves, columns, strength, out):
    y = np.fromfile(leaves, dtype=np.uint8)
    x = np.fromfile(data, dtype="<f8").reshape((len(y), int(columns)), order="F")
    learner = LogisticRegression(C=1.0 / float(strength), solver="newton-cholesky", tol=1e-10, max_iter=100)
    started = time.perf_counter()
    learner.fit(x, y)
    seconds = time.perf_counter() - started
    with open(out, "w", encoding="utf-8") as file:
        for number in [*learner.coef_[0], learner.intercept_[0], seconds]:
            file.write(f"{number!r}\n".replace("np.float64(", "").replace(")", ""))


if __name__ == "__main__":
    main(*sys.argv[1:])
