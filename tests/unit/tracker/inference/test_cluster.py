"""Where no cluster is: told soon, and in a sentence."""

from __future__ import annotations

import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from tracker.errors import TrackerError
from tracker.inference import cluster
from tracker.inference.cluster import STRETCH_FRAMES, _events, track_on_ray
from tracker.inference.events import Event, Progress
from tracker.inference.windows import Range
from tracker.video import open_video


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that Ray, played here, is asked to connect to; it finds none."""
    addresses: list[str] = []

    def init(address: str, **_options: object) -> None:
        addresses.append(address)
        signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(number))  # as the real one
        raise ConnectionError("Could not find any running Ray instance.\nAnd much more.")

    ray = ModuleType("ray")
    ray.__spec__ = ModuleSpec("ray", None)
    ray.init = init  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "ray", ray)
    monkeypatch.delenv("RAY_ADDRESS", raising=False)
    return addresses


def told(address: str, project_root: Path, stop: threading.Event | None = None) -> list[Event]:
    """What is told until the run ends or fails, which it may."""
    video = open_video(project_root / "resources" / "demo" / "rally.mp4")
    return list(track_on_ray(video, None, address=address, stop=stop))  # type: ignore[arg-type]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def test_nobody_listens(asked: list[str], project_root: Path) -> None:
    address = f"127.0.0.1:{free_port()}"
    with pytest.raises(TrackerError, match=rf"no Ray cluster at “{address}”: .*refused\.$"):
        told(address, project_root)
    assert not asked


@pytest.mark.parametrize("address", ["nowhere.invalid:1", "a..b:1", "127.0.0.1:99999"])
def test_no_such_place(address: str, asked: list[str], project_root: Path) -> None:
    with pytest.raises(TrackerError, match=f"There is no Ray cluster at “{address}”: "):
        told(address, project_root)
    assert not asked


def test_a_host_that_does_not_answer(
    asked: list[str], project_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = threading.Event()

    def wait(*_: object) -> None:
        gone.wait()
        raise TimeoutError

    monkeypatch.setattr(cluster, "_KNOCK_SECONDS", 0.3)
    monkeypatch.setattr(socket, "create_connection", wait)
    began = time.monotonic()
    with pytest.raises(TrackerError, match="nobody answers"):
        told("10.0.0.1:6379", project_root)
    assert time.monotonic() - began < 5
    stop = threading.Event()
    stop.set()
    assert told("10.0.0.1:6379", project_root, stop) == [], "stopped, which is no failure"
    gone.set()
    assert not asked


def test_ray_decides_where_somebody_listens(asked: list[str], project_root: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"127.0.0.1:{server.getsockname()[1]}"
        with pytest.raises(TrackerError, match=r"no Ray cluster at .*any running Ray instance\.$"):
            told(address, project_root)
    with pytest.raises(
        TrackerError, match="no Ray cluster at “auto”: this machine is part of none"
    ):
        told("auto", project_root)
    assert asked == [address, "auto"]


def test_auto_is_where_the_environment_says(
    asked: list[str], project_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"127.0.0.1:{free_port()}"
    monkeypatch.setenv("RAY_ADDRESS", address)
    with pytest.raises(TrackerError, match=f"no Ray cluster at “{address}”"):
        told("auto", project_root)
    assert not asked


def test_a_request_to_end_is_still_heard(asked: list[str], project_root: Path) -> None:
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(TrackerError):
        told("auto", project_root)
    assert asked == ["auto"]
    assert signal.getsignal(signal.SIGTERM) is before


class Wave:
    """Ray, played: after every minute, what two workers did of it."""

    def __init__(self) -> None:
        self.now = 0.0
        self.exceptions = SimpleNamespace(
            RayTaskError=ZeroDivisionError, RayError=ZeroDivisionError
        )

    def monotonic(self) -> float:
        return self.now

    def cluster_resources(self) -> dict[str, float]:
        return {"CPU": 2}

    def put(self, thing: object) -> object:
        return thing

    def remote(self, **_options: object) -> Callable[[object], SimpleNamespace]:
        return lambda _task: SimpleNamespace(remote=lambda *args: args[3])

    def wait(self, waiting: list[Range], timeout: float) -> tuple[list[Range], list[Range]]:
        self.now += 20
        ready = waiting[:2] if self.now % 60 == 0 else []
        return ready, waiting[len(ready) :]

    def get(self, stretch: Range) -> cluster._Answers:
        chunk = SimpleNamespace(x=range(stretch[1] + 1 - stretch[0]))
        return cluster._Answers([chunk], [], "torch", "here")  # type: ignore[list-item]


def test_the_time_left_is_that_of_the_whole_run(
    project_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ray = Wave()
    monkeypatch.setattr(cluster, "time", ray)
    video = open_video(project_root / "resources" / "demo" / "rally.mp4")
    total = 10 * STRETCH_FRAMES
    stop, wanted = threading.Event(), [(0, total - 1)]
    events = _events(ray, video, None, None, wanted, total, "cpu", {}, stop)  # type: ignore[arg-type]
    told = [event for event in events if isinstance(event, Progress)]
    assert [event.eta_seconds for event in told[:2]] == [None, None]
    assert [event.eta_seconds for event in told[2::3]] == [240, 180, 120, 60, 0]
    assert {event.frames_per_second for event in told[2:]} == {32}
