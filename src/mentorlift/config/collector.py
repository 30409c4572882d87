"""Python's collector in a process that answers the browser."""

import gc

# Net allocations before the collector looks. At Python's 700 it looks up to 18 times while one page is made, each time
# at what that page still uses, and now and then at all that was ever loaded, for as long as a page may take. What a
# request leaves in circles is at most some 6,000 objects, so that a look every few requests finds the same.
BETWEEN_LOOKS = 10_000


def settle() -> None:
    """Called once, when all is loaded: what is there stays until the process ends and is never searched again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(BETWEEN_LOOKS)
