"""LightGBM on the folds of the IBM set: the mean area under the ROC curve, of the best of a few settings.

    boost.py DATA LEAVES COLUMNS FOLDS

DATA: float64, little-endian, column-major. LEAVES: one byte a row. FOLDS: a line a fold, the rows that are tried on; the
others are learned from. Prints the mean for each setting, and its name.
"""

import sys

import numpy as np
from lightgbm import LGBMClassifier
from sklearn.metrics import roc_auc_score

SETTINGS = {
    "stumps, 300 of rate 0.1": {"num_leaves": 2, "n_estimators": 300, "learning_rate": 0.1},
    "stumps, 600 of rate 0.05": {"num_leaves": 2, "n_estimators": 600, "learning_rate": 0.05},
    "depth 3, 200 of rate 0.05": {"max_depth": 3, "num_leaves": 8, "n_estimators": 200, "learning_rate": 0.05},
}


def main(data, leaves, columns, folds):
    y = np.fromfile(leaves, dtype=np.uint8)
    x = np.fromfile(data, dtype="<f8").reshape((len(y), int(columns)), order="F")
    with open(folds, encoding="utf-8") as lines:
        tried_on = [np.array(line.split(), dtype=int) for line in lines]
    for name, setting in SETTINGS.items():
        aucs = []
        for tried in tried_on:
            learned = np.setdiff1d(np.arange(len(y)), tried)
            learner = LGBMClassifier(n_jobs=1, verbose=-1, random_state=1, **setting).fit(x[learned], y[learned])
            aucs.append(roc_auc_score(y[tried], learner.predict_proba(x[tried])[:, 1]))
        print(f"{np.mean(aucs):.4f} {name}", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
