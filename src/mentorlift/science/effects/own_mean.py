"""What is lost where deviations are taken from the mean of those few who are there, and given back."""

import numpy as np

from .data import Floats


def for_own_mean(held: Floats, squares: Floats, everybody: tuple[float, float]) -> Floats:
    """What the deviations of each day are multiplied by.

    Of n people at work the squares about their own mean are (n - 1) / n of what they should be. The variance of a draw
    of G people gives back G / (G - 1) (`Comparison.influence`), which is too little where n is smaller than G; with the
    rest the error of a single day is that of Welch's t test among those at work. 1 where everybody is.
    `held`, `squares`: sums of the weights of those there and of their squares, by day; `everybody`: the same of all
    drawn. n and G are as many people of equal weight as say as much (Kish 1965).
    """
    alone = np.minimum(squares / held**2, 1.0)
    lost = 1 - np.where(alone < 1, alone, 0.0)  # somebody alone on a day is their own mean: there is nothing to stretch
    given = 1 - min(everybody[1] / everybody[0] ** 2, 1.0)
    return np.asarray(np.sqrt(np.where(alone < 1, np.maximum(given / lost, 1.0), 1.0)))
