"""Import torch in a worker thread without the window noticing.

Python holds its lock while it loads a module's native libraries; torch's take a quarter of a
second, and the window would stand still for it. A foreign call gives the lock away, so the
libraries are loaded by one first and the import finds them there. Looking for garbage among the
hundreds of thousands of objects that come with torch stops all threads as well, for a tenth of a
second at a time: not while it is imported, and those objects are left out for good.
"""

from __future__ import annotations

import ctypes
import gc
import importlib.util
import os
import sys
from pathlib import Path

HEAVY = {
    "linux": ("libtorch_cpu.so", "libtorch_cuda.so", "libtorch_python.so"),
    "darwin": ("libtorch_cpu.dylib", "libtorch_python.dylib"),
}


def import_torch() -> None:
    """Import torch; call from a worker thread. Any later import of it is free."""
    if "torch" in sys.modules:
        return
    spec = importlib.util.find_spec("torch")
    if spec is not None and spec.origin is not None and sys.platform in HEAVY:
        process = ctypes.CDLL(None)
        process.dlopen.restype = ctypes.c_void_p
        process.dlopen.argtypes = [ctypes.c_char_p, ctypes.c_int]
        for name in HEAVY[sys.platform]:
            library = Path(spec.origin).parent / "lib" / name
            # Should this fail, the import below does the same work and says what is wrong.
            if library.is_file():
                process.dlopen(os.fsencode(library), os.RTLD_NOW | os.RTLD_LOCAL)
    looking = gc.isenabled()
    gc.disable()
    try:
        import torch  # noqa: F401
    finally:
        gc.freeze()
        if looking:
            gc.enable()


def collect_all() -> None:
    """Free garbage of all ages: a window that was closed may be among what `import_torch` left out.

    Takes a tenth of a second; what remains is left out again.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
