"""Binary heaps of whole numbers with a value each, compiled; the least comes first."""

import numpy as np

from mentorlift.science.assignment.pool import Ints
from mentorlift.science.assignment.sparse.columns import Int32s
from mentorlift.science.assignment.sparse.kernel import inner, kernel


@kernel
def push(keys: Ints, values: Int32s, size: int, key: int, value: int) -> tuple[Ints, Int32s, int]:
    """Onto a binary heap that grows; returns it and its size."""
    if size == len(keys):
        keys = np.concatenate((keys, np.empty_like(keys)))
        values = np.concatenate((values, np.empty_like(values)))
    at = size
    while at:
        above = (at - 1) // 2
        if keys[above] <= key:
            break
        keys[at], values[at] = keys[above], values[above]
        at = above
    keys[at], values[at] = key, value
    return keys, values, size + 1


@inner
def pop(keys: Ints, values: Int32s, size: int) -> int:
    """Take out the least; returns the new size."""
    size -= 1
    keys[0], values[0] = keys[size], values[size]
    sink(keys[:size], values, 0)
    return size


@inner
def sink(keys: Ints, values: Int32s, at: int) -> None:
    """Restore the order of a heap whose entry `at` has grown."""
    size = len(keys)
    if at >= size:
        return
    key, value = keys[at], values[at]
    while True:
        child = 2 * at + 1
        if child >= size:
            break
        if child + 1 < size and keys[child + 1] < keys[child]:
            child += 1
        if keys[child] >= key:
            break
        keys[at], values[at] = keys[child], values[child]
        at = child
    keys[at], values[at] = key, value
