"""What a process loaded is set apart from the collector; what it makes later is collected as ever."""

from __future__ import annotations

import gc
import weakref

from shared.collecting import keep_loaded


class Ring:
    """Holds itself: only the collector frees it."""

    def __init__(self) -> None:
        self.itself = self


def test_what_is_loaded_is_not_walked_again_and_later_rings_are_freed() -> None:
    before = weakref.ref(Ring())
    try:
        keep_loaded()
        assert before() is None, "garbage of the start was set apart too"
        assert gc.get_freeze_count() > 0
        later = weakref.ref(Ring())
        gc.collect()
        assert later() is None
    finally:
        gc.unfreeze()
