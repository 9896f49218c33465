"""Fits L2 logistic regression by scikit-learn's newton-cholesky, for comparison with the learner.

    fit.py DATA LEAVES COLUMNS STRENGTH OUT [TOLERANCE]

DATA: float64, little-endian, column-major. LEAVES: one byte a row, 0 or 1. OUT: the weights, then the intercept, a line each,
then the seconds that the fit took. Prints the most memory that the process ever held, KiB: once the libraries were loaded,
and at the end.
"""

import sys
import time

import numpy as np
from sklearn.linear_model import LogisticRegression


def peak_kib():
    with open("/proc/self/status", encoding="utf-8") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))


def main(data, leaves, columns, strength, out, tolerance="1e-10"):
    loaded = peak_kib()
    y = np.fromfile(leaves, dtype=np.uint8)
    x = np.fromfile(data, dtype="<f8").reshape((len(y), int(columns)), order="F")
    learner = LogisticRegression(C=1.0 / float(strength), solver="newton-cholesky", tol=float(tolerance), max_iter=100)
    started = time.perf_counter()
    learner.fit(x, y)
    seconds = time.perf_counter() - started
    with open(out, "w", encoding="utf-8") as file:
        for number in [*learner.coef_[0], learner.intercept_[0], seconds]:
            file.write(f"{number!r}\n".replace("np.float64(", "").replace(")", ""))
    print(loaded, peak_kib())


if __name__ == "__main__":
    main(*sys.argv[1:])
