"""When the memory of a device is full: how that is known, and what is said then."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from tracker.errors import TrackerError

if TYPE_CHECKING:
    from torch import nn

_Module = TypeVar("_Module", bound="nn.Module")

_FULL_MEMORY_WORDS = ("out of memory", "ALLOC_FAILED")


def out_of_memory(error: BaseException) -> bool:
    """Whether `error`, or what it was raised upon, says that the device's memory is full.

    Not all of torch says it by the type: libraries below it, Metal, and the end of a recording that
    broke off raise plain RuntimeErrors.
    """
    import torch

    known: BaseException | None = error
    while known is not None:
        if isinstance(known, torch.OutOfMemoryError) or (
            isinstance(known, RuntimeError)
            and any(words in str(known) for words in _FULL_MEMORY_WORDS)
        ):
            return True
        known = known.__cause__ or known.__context__
    return False


def too_little_memory() -> TrackerError:
    """What to raise where not even the least fits."""
    return TrackerError(
        "The GPU has too little free memory for the model: close other programs that use it, or "
        "choose the device cpu."
    )


def put_on(module: _Module, device: str) -> _Module:
    """`module` itself, moved to `device`. Raises TrackerError where it does not fit."""
    try:
        return module.to(device)
    except RuntimeError as error:
        if not out_of_memory(error):
            raise
        raise too_little_memory() from error
