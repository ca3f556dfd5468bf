"""Which machine a figure was taken on."""

from __future__ import annotations

import os
import platform
import time
from pathlib import Path
from typing import Any


def host() -> dict[str, Any]:
    """Processor, its load, system, Python, and the time."""
    cpu, info = platform.processor(), Path("/proc/cpuinfo")
    if info.is_file():
        names = [line for line in info.read_text().splitlines() if line.startswith("model name")]
        cpu = names[0].partition(":")[2].strip() if names else cpu
    return {
        "cpu": cpu or platform.machine(),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "system": platform.platform(),
        "python": platform.python_version(),
        "taken": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
    }


def machine() -> dict[str, Any]:
    """`host`, torch, and the GPU where there is one."""
    import torch

    return {
        **host(),
        "gpu": torch.cuda.get_device_name() if torch.cuda.is_available() else None,
        "OMP_WAIT_POLICY": os.environ.get("OMP_WAIT_POLICY"),
        "torch": torch.__version__,
    }
