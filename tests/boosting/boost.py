"""Boosted trees on the rows that the learner had: what a stronger learner makes of the same signals.

    boost.py ROWS SPLIT OUT

ROWS: float64, little-endian: rows n, columns k, then n labels, then k columns of n values, NaN where missing. The first SPLIT
rows are learned from. OUT: the scores of the others for each of four settings, from stumps to sixteen leaves, n - SPLIT
float64 each: whoever compares takes the setting that does best on the rows it is judged by, which favours the trees.
"""

import sys

import lightgbm
import numpy as np

SETTINGS = [(2, 0.05, 300), (4, 0.03, 200), (8, 0.03, 150), (16, 0.03, 100)]


def main(rows, split, out):
    values = np.fromfile(rows, dtype="<f8")
    n, k, split = int(values[0]), int(values[1]), int(split)
    leaves, x = values[2 : 2 + n], values[2 + n :].reshape((k, n)).T
    scores = []
    for num_leaves, learning_rate, trees in SETTINGS:
        settings = {
            "objective": "binary", "num_leaves": num_leaves, "learning_rate": learning_rate, "min_data_in_leaf": 200,
            "bagging_fraction": 0.8, "bagging_freq": 1, "feature_fraction": 0.5, "lambda_l2": 10.0, "num_threads": 1,
            "seed": 1, "verbose": -1,
        }
        booster = lightgbm.train(settings, lightgbm.Dataset(x[:split], leaves[:split]), num_boost_round=trees)
        scores.append(booster.predict(x[split:], raw_score=True))
    np.concatenate(scores).astype("<f8").tofile(out)


if __name__ == "__main__":
    main(*sys.argv[1:])
