"""`rallymark track A B … --out-dir D`: many videos, one after the other or one on each GPU."""

from __future__ import annotations

import argparse
import copy
import multiprocessing
import signal
import threading
import time
import traceback
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.connection import wait as wait_for_pipes
from pathlib import Path

from annotation.formats import writer_of
from app.cli.console import say, table
from app.cli.errors import (
    BAD_INPUT,
    CommandError,
    check_folder,
    expected_sentence,
)
from app.cli.stopping import stop_on_interrupt
from app.exit_status import STOPPED

_TICK_SECONDS = 0.2


@dataclass(frozen=True)
class Outcome:
    """How one video went. `problem` is a sentence, empty where all went well."""

    name: str
    frames: int = 0
    with_ball: int = 0
    seconds: float = 0.0
    problem: str = ""
    stopped: bool = False

    @property
    def row(self) -> tuple[str, ...]:
        """The line of the summary."""
        if self.problem or self.stopped:
            return (self.name, "", "", "", "failed" if self.problem else "stopped")
        return (self.name, str(self.frames), str(self.with_ball), f"{self.seconds:.0f} s", "done")


def run_many(args: argparse.Namespace) -> int:
    """Pre-labels every video into a label file and a project of its own in `args.out_dir`.

    A video that fails is told and passed over; the exit status is then that of bad input. The
    summary goes to stdout. The same command goes on where it was stopped.
    """
    if args.output is not None or args.project is not None:
        raise CommandError("--out-dir names the results itself: leave out -o and --project.")
    _check(args)
    with stop_on_interrupt() as stop:
        outcomes = list(_outcomes(args, _devices(args), stop))
    print(table([("video", "frames", "with ball", "time", ""), *(one.row for one in outcomes)]))
    for outcome in outcomes:
        if outcome.problem:
            named = outcome.problem.startswith(f"{outcome.name} ")
            say(outcome.problem if named else f"{outcome.name}: {outcome.problem}")
    if stop.is_set() or any(outcome.stopped for outcome in outcomes):
        return STOPPED
    return BAD_INPUT if any(outcome.problem for outcome in outcomes) else 0


def _check(args: argparse.Namespace) -> None:
    writer_of(args.format)  # raises where there is none
    names: dict[str, Path] = {}
    twins = []
    for path in args.videos:
        twin = names.setdefault(path.stem.casefold(), path)
        if twin is not path and twin.resolve() == path.resolve():
            raise CommandError(f"{path} is given twice.")
        if twin is not path:
            twins.append(f"{twin} and {path} would both become {path.stem}.csv")
    if twins:
        raise CommandError(f"{', '.join(twins)}; give them different names or folders.")
    check_folder(args.out_dir)
    for path in args.videos:
        own = _args_of(args, path, args.device)
        if own.output.exists() and not own.project.exists():
            raise CommandError(
                f"{own.output} is there already, and no {own.project.name} beside it shows that "
                "this command made it; give another --out-dir."
            )
    args.out_dir.mkdir(parents=True, exist_ok=True)


def _devices(args: argparse.Namespace) -> list[str]:
    """Where videos are worked on side by side: on every GPU, otherwise one at a time."""
    import torch

    if args.ray is None and args.device in ("auto", "cuda") and torch.cuda.device_count() > 1:
        return [f"cuda:{number}" for number in range(torch.cuda.device_count())]
    return [args.device]


def _outcomes(
    args: argparse.Namespace, devices: Sequence[str], stop: threading.Event
) -> Iterator[Outcome]:
    if len(devices) > 1:
        yield from _side_by_side(args, devices, stop)
        return
    for path in args.videos:
        if stop.is_set():
            return
        yield _one(_args_of(args, path, devices[0]), path, stop)


def _side_by_side(
    args: argparse.Namespace, devices: Sequence[str], stop: threading.Event
) -> Iterator[Outcome]:
    """Every device has a process, which does one video after the other."""
    todo = list(args.videos)
    say(f"{len(todo)} videos on {', '.join(devices)}.")
    context = multiprocessing.get_context("spawn")
    pools: dict[str, ProcessPoolExecutor] = {}
    open_pipes: dict[str, Connection] = {}

    def begin(device: str) -> None:
        # Closing a pipe tells a process to stop. What processes share, such as an event, would keep
        # the others waiting for one that was killed.
        pipe, open_pipes[device] = context.Pipe(duplex=False)
        pools[device] = ProcessPoolExecutor(1, context, _listen, (pipe,))

    def tell_to_stop() -> None:
        for pipe in open_pipes.values():
            pipe.close()

    for device in devices:
        begin(device)
    busy: dict[Future[Outcome], tuple[str, Path]] = {}

    def give(device: str) -> None:
        if todo and not stop.is_set():
            path = todo.pop(0)
            own = _args_of(args, path, device)
            own.progress = False  # bars of several processes would overwrite one another
            busy[pools[device].submit(_in_process, own, path)] = device, path

    try:
        for device in devices:
            give(device)
        while busy:
            done, _ = wait(busy, timeout=_TICK_SECONDS, return_when=FIRST_COMPLETED)
            if stop.is_set():
                tell_to_stop()
            for future in done:
                device, path = busy.pop(future)
                error = future.exception()
                if error is None:
                    yield future.result()
                else:
                    yield Outcome(path.name, problem=f"its process ended unexpectedly ({error}).")
                    pools[device].shutdown(wait=False)
                    begin(device)
                give(device)
    finally:
        tell_to_stop()
        for each in pools.values():
            each.shutdown(cancel_futures=True)


_stop = threading.Event()
"""Set in a process of its own once the work is to end."""


def _listen(pipe: Connection) -> None:
    """Prepares such a process, which stops once the one that began it closes its end of the pipe.

    Ctrl+C reaches all processes of a terminal, `kill` only one: neither may count twice.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda _number, _frame: _stop.set())

    def pass_on() -> None:
        wait_for_pipes([pipe])
        _stop.set()

    threading.Thread(target=pass_on, daemon=True).start()


def _in_process(args: argparse.Namespace, path: Path) -> Outcome:
    return _one(args, path, _stop)


def _args_of(args: argparse.Namespace, path: Path, device: str) -> argparse.Namespace:
    own = copy.copy(args)
    own.device = device
    own.output = args.out_dir / f"{path.stem}.csv"
    own.project = args.out_dir / f"{path.stem}.rally"
    return own


def _one(args: argparse.Namespace, path: Path, stop: threading.Event) -> Outcome:
    from app.cli.track import track_one

    began = time.monotonic()
    try:
        labels = track_one(args, path, stop)
    except Exception as error:
        sentence = expected_sentence(error)
        if sentence is None:  # a fault of ours must not cost the other videos their night
            traceback.print_exc()
            sentence = f"something unexpected went wrong ({error!r}); please report it."
        return Outcome(path.name, problem=sentence)
    if labels is None:
        return Outcome(path.name, stopped=True)
    return Outcome(path.name, len(labels), int(labels.has_ball.sum()), time.monotonic() - began)
