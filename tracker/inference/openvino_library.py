"""The OpenVINO package as all of ours use it."""

from __future__ import annotations

import functools
import sys
from typing import Any

from tracker.device import computes_bfloat16


def import_openvino() -> Any:
    """The module, without its telemetry: nothing that runs here calls home."""
    # Importing OpenVINO reports itself to a server unless this package of its is missing.
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
    import openvino

    return openvino


@functools.cache
def core() -> Any:
    """The one `openvino.Core` of this program.

    The processor plugin of a core gives the thread that first uses it another stack for signals,
    and takes that stack back when the core goes. With several cores, what is left in place in the
    end may be a stack that is gone: Ctrl+C then ends in a segmentation fault.
    """
    return import_openvino().Core()


def compiled(model: Any, **settings: int) -> Any:
    """An `openvino.CompiledModel` of a model, or of the path of its .xml file, on the processor.

    What is not said to be integers runs in `number_format()`. Raises RuntimeError.
    """
    hints = {"INFERENCE_PRECISION_HINT": number_format(), **settings}
    return core().compile_model(model, "CPU", hints)


def number_format() -> str:
    """ "bf16" where the processor computes it, otherwise "f32"."""
    return "bf16" if computes_bfloat16("cpu") else "f32"
