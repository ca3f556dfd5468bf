"""Choosing where the model runs."""

from tracker.errors import TrackerError


def pick_device(wanted: str = "auto") -> str:
    """The torch device to use: the fastest present for "auto", else `wanted` if it is there.

    Raises TrackerError when `wanted` is not on this machine.
    """
    import torch

    present = {
        "cuda": torch.cuda.is_available(),
        "mps": torch.backends.mps.is_available(),
        "cpu": True,
    }
    if wanted == "auto":
        return next(name for name, here in present.items() if here)
    kind = wanted.partition(":")[0]
    if kind not in present:
        raise TrackerError(f"There is no device called “{wanted}”: choose auto, cuda, mps or cpu.")
    if not present[kind]:
        raise TrackerError(f"This machine has no usable {kind} device: choose auto or cpu.")
    if kind == "cuda" and ":" in wanted:
        number = wanted.partition(":")[2]
        if not number.isdigit() or int(number) >= torch.cuda.device_count():
            raise TrackerError(f"This machine has {torch.cuda.device_count()} GPUs, not {wanted}.")
    return wanted
