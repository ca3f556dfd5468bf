"""`rallymark pack`: labelled footage as one small folder that travels to a training machine."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from app.cli.console import progress_bar
from app.cli.errors import check_folder
from app.cli.labelled_clips import labelled_clips
from app.numerals import singular
from tracker.training.pack import write_pack


def run(args: argparse.Namespace) -> int:
    """Re-encodes the labelled clips of DATA at 512 x 288 and says how large they became."""
    check_folder(args.output, *args.data)
    with (
        tempfile.TemporaryDirectory(prefix="rallymark-", ignore_cleanup_errors=True) as scratch,
        progress_bar(None, "clips", show=args.progress) as bar,
    ):
        written = []
        for path in write_pack(labelled_clips(args.data, Path(scratch)), args.output, args.quality):
            written.append(path)
            bar.update(1)
    size = sum(path.stat().st_size for path in written)
    print(singular(f"{args.output}: {len(written)} clips, {size / 1e6:.1f} MB"))
    return 0
