"""The garbage collector, set for a process that has been built up and now serves."""

import gc

YOUNG = 5_000  # objects made and kept before the young ones are looked through
OLDER = 10  # times that a generation is looked through before the next older one is


def settle() -> None:
    """What is there by now stays: the collector never looks at it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, OLDER, OLDER)
