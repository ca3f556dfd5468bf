"""`rallymark previews`: the small pictures that scrubbing shows, made ahead of time."""

from __future__ import annotations

import argparse
import os
import sys

from app.cli.console import progress_bar, say
from app.cli.projects import open_video
from app.cli.stopping import stop_on_interrupt
from app.exit_status import STOPPED
from app.preview_cache import folder_for, mark_used, trim
from app.recordings import identify
from tracker.errors import Cancelled
from tracker.video.proxy import frames_done, write_proxy


def run(args: argparse.Namespace) -> int:
    """Makes what is missing of the previews of VIDEO and says where they lie."""
    if hasattr(os, "nice"):
        os.nice(10)  # whoever works at this machine goes first
    with stop_on_interrupt() as stop:
        try:
            video = open_video(args.video, stop)
            folder = folder_for(identify(video))
            total = video.info.frame_count
            done = frames_done(folder)
            with progress_bar(total, "frames", show=args.progress, done=done) as bar:

                def told(share: float) -> None:
                    bar.update(round(share * total) - bar.n)

                write_proxy(video, folder, told, stop)
                told(1.0)
        except Cancelled:
            say("stopped; what is done stays, and the same command goes on from there.")
            return STOPPED
    mark_used(folder)
    trim(keep=folder)
    size = sum(path.stat().st_size for path in folder.iterdir())
    print(f"{folder}: {total} previews, {size / 1e6:.1f} MB", file=sys.stdout)
    return 0
