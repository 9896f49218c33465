"""LightGBM on the folds of the IBM set: the mean area under the ROC curve, of a few settings.

    boost.py DATA LEAVES COLUMNS FOLDS

DATA: float64, little-endian, column-major. LEAVES: one byte a row. FOLDS: a line a fold, the rows that are tried on; the
others are learned from. Prints the mean for each setting, and its name.
"""

import sys

import lightgbm
import numpy as np

SETTINGS = {
    "300 stumps of rate 0.1": (300, {"num_leaves": 2, "learning_rate": 0.1}),
    "600 stumps of rate 0.05": (600, {"num_leaves": 2, "learning_rate": 0.05}),
    "200 trees of depth 3, rate 0.05": (200, {"num_leaves": 8, "max_depth": 3, "learning_rate": 0.05}),
}


def auc(scores, leaves):
    stay, leave = np.sort(scores[leaves == 0]), scores[leaves == 1]
    below = np.searchsorted(stay, leave, "left") + np.searchsorted(stay, leave, "right")
    return below.mean() / 2 / len(stay)


def main(data, leaves, columns, folds):
    y = np.fromfile(leaves, dtype=np.uint8)
    x = np.fromfile(data, dtype="<f8").reshape((len(y), int(columns)), order="F")
    with open(folds, encoding="utf-8") as lines:
        tried_on = [np.array(line.split(), dtype=int) for line in lines]
    for name, (trees, setting) in SETTINGS.items():
        settings = {"objective": "binary", "num_threads": 1, "seed": 1, "verbose": -1, **setting}
        aucs = []
        for tried in tried_on:
            learned = np.setdiff1d(np.arange(len(y)), tried)
            booster = lightgbm.train(settings, lightgbm.Dataset(x[learned], y[learned]), num_boost_round=trees)
            aucs.append(auc(booster.predict(x[tried], raw_score=True), y[tried]))
        print(f"{np.mean(aucs):.4f} {name}", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
