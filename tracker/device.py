"""Choosing where the model runs, and in which number format."""

from tracker.errors import TrackerError


def present_devices() -> list[str]:
    """The devices of this machine, the fastest first: of "cuda", "mps" and, always, "cpu"."""
    import torch

    present = {
        "cuda": torch.cuda.is_available(),
        "mps": torch.backends.mps.is_available(),
        "cpu": True,
    }
    return [name for name, here in present.items() if here]


def pick_device(wanted: str = "auto") -> str:
    """The torch device to use: the fastest present for "auto", else `wanted` if it is there.

    Raises TrackerError when `wanted` is not on this machine.
    """
    import torch

    present = present_devices()
    if wanted == "auto":
        return present[0]
    kind = wanted.partition(":")[0]
    if kind not in ("cuda", "mps", "cpu"):
        raise TrackerError(f"There is no device called “{wanted}”: choose auto, cuda, mps or cpu.")
    if kind not in present:
        raise TrackerError(f"This machine has no usable {kind} device: choose auto or cpu.")
    if kind == "cuda" and ":" in wanted:
        number = wanted.partition(":")[2]
        if not number.isdigit() or int(number) >= torch.cuda.device_count():
            raise TrackerError(f"This machine has {torch.cuda.device_count()} GPUs, not {wanted}.")
    return wanted


def computes_bfloat16(device: str) -> bool:
    """Whether bfloat16 is faster than float32 here, that is, computed by the hardware."""
    import torch

    if device.startswith("cuda"):
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    if device == "cpu":
        # Where the processor only emulates bfloat16 it is slower than float32. These questions
        # have no public name yet, and older releases of torch cannot answer them all.
        asked = ("_is_avx512_bf16_supported", "_is_amx_tile_supported")
        return any(bool(getattr(torch.cpu, name, bool)()) for name in asked)
    return False
