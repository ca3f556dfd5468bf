"""What can be typed after `rallymark`, and where it leads.

Only argparse is imported here: `--help` answers at once, without torch, Qt or a video library. The
module of a sub-command is imported when the sub-command runs.
"""

from __future__ import annotations

import argparse
import math
import os
import re
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import NoReturn

from app import __version__
from app.cli.errors import BAD_INPUT, CommandError, expected_sentence

COMMANDS = ("demo", "track", "evaluate", "export", "finetune", "weights", "pack", "train")

ARCHITECTURES = ("v5", "v5-small", "v4", "v2")

OVERVIEW = """\
examples:
  rallymark                                    open the window
  rallymark match.mp4                          open the window with a video or a .rally project
  rallymark demo                               the demo rally: pre-labelled, ready to correct
  rallymark track match.mp4 -o labels.csv      pre-label without a window
  rallymark COMMAND --help                     the options and examples of one command
"""


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence, where argparse also prints the usage."""

    def error(self, message: str) -> NoReturn:
        self.exit(BAD_INPUT, f"{self.prog}: {message} (see {self.prog} --help)\n")


def run(argv: Sequence[str]) -> int:
    """Runs what `argv` (without the program's name) asks for.

    Returns the exit status: 0 done, 1 a fault of the program (with its traceback raised), 2 bad
    input, 130 stopped by Ctrl+C. Expected errors become one sentence on stderr.
    """
    try:
        if not argv or not (argv[0].startswith("-") or argv[0] in COMMANDS):
            return _open_window(argv)
        args = build_parser().parse_args(argv)
        status = import_module(f"app.cli.{args.command}").run(args)
        sys.stdout.flush()
        return int(status)
    except SystemExit as leave:  # argparse has printed the help or the sentence
        return leave.code if isinstance(leave.code, int) else BAD_INPUT
    except KeyboardInterrupt:
        print("rallymark: stopped.", file=sys.stderr)
        return 130
    except BrokenPipeError:  # the reader of our output, `head` say, has seen enough
        # What is left in the buffer goes nowhere, or the interpreter complains when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        sentence = expected_sentence(error)
        if sentence is None:
            raise
        print(f"rallymark: {sentence}", file=sys.stderr)
        return BAD_INPUT


def _open_window(argv: Sequence[str]) -> int:
    if len(argv) > 1:
        raise CommandError(
            f"'{argv[0]}' is not a command, and the window opens one file at a time; "
            f"the commands are {', '.join(COMMANDS)}."
        )
    path = Path(argv[0]) if argv else None
    if path is not None and not path.is_file():
        kind = "a folder" if path.is_dir() else "neither a file nor a command"
        raise CommandError(f"{path} is {kind}; give a video or a .rally project.")
    from app.cli.display import require_display

    require_display()
    from app.application import run_window

    return int(run_window(path))


def build_parser() -> argparse.ArgumentParser:
    """The parser of every sub-command; `args.command` names the module that runs it."""
    parser = _Parser(
        prog="rallymark",
        usage="rallymark [VIDEO | PROJECT.rally]\n       rallymark COMMAND ...",
        description="Find the ball in match video with TrackNetV5, correct it, train on it.",
        epilog=OVERVIEW,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"rallymark {__version__}")
    commands = parser.add_subparsers(
        dest="command",
        metavar="COMMAND",
        required=True,
        parser_class=_Parser,
        prog="rallymark",
    )

    def add(name: str, summary: str, *examples: str) -> argparse.ArgumentParser:
        return commands.add_parser(
            name,
            help=summary,
            description=summary[0].upper() + summary[1:] + ".",
            epilog="\n  ".join(("examples:", *examples)),
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )

    _demo(
        add(
            "demo",
            "open the demo rally; without a display, do its whole job here",
            "rallymark demo",
            "rallymark demo --headless --out-dir /tmp/demo",
        )
    )
    _track(
        add(
            "track",
            "find the ball in every frame of a video",
            "rallymark track match.mp4 -o labels.csv",
            "rallymark track match.mp4 --project match.rally     (run again to resume)",
            "rallymark track match.mp4 -o labels.csv --device cuda --weights my.safetensors",
        )
    )
    _evaluate(
        add(
            "evaluate",
            "compare labels with the truth by TrackNet's protocol",
            "rallymark evaluate labels.csv truth.csv --video match.mp4",
            "rallymark evaluate labels.csv truth.csv --size 1280x720 --json",
        )
    )
    _export(
        add(
            "export",
            "write the labels of a project to a file",
            "rallymark export match.rally -o labels.csv",
            "rallymark export match.rally -o match_ball.csv --format tracknetv2 --marks human",
        )
    )
    _finetune(
        add(
            "finetune",
            "train weights further on corrected projects, or on videos with their labels",
            "rallymark finetune match1.rally match2.rally -o club.safetensors",
            "rallymark finetune folder/ -o club.safetensors --epochs 10 --device cuda",
        )
    )
    _pack(
        add(
            "pack",
            "make labelled footage small enough to travel to a training machine",
            "rallymark pack footage/ -o pack/",
        )
    )
    _train(
        add(
            "train",
            "train an architecture, from scratch or further, and measure it",
            "rallymark train pack/ -o run/ --architecture v5 --minutes 27 --stop-after 9",
            "rallymark train pack/ -o run/ --architecture v5-small --crop 112x192 --batch-size 16",
        )
    )
    add("weights", "list the weights on this machine with their cards", "rallymark weights")
    return parser


def _demo(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--headless", action="store_true", help="use the command line even where there is a display"
    )
    parser.add_argument(
        "--out-dir",
        type=Path,
        default=Path("rallymark-demo"),
        metavar="FOLDER",
        help="where the command line writes its results (default: %(default)s)",
    )
    _model_options(parser)


def _track(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("video", type=Path, metavar="VIDEO")
    parser.add_argument("-o", "--output", type=Path, metavar="CSV", help="the label file to write")
    parser.add_argument(
        "--project",
        type=Path,
        metavar="P.rally",
        help="keep the predictions in this project; made if missing, resumed if half done",
    )
    _model_options(parser)
    parser.add_argument(
        "--threshold",
        type=_fraction,
        metavar="T",
        help="confidence from which a peak counts as the ball (default: the weights' own)",
    )
    parser.add_argument(
        "--batch-size", type=_positive, metavar="N", help="windows per step (default: by device)"
    )
    _format_option(parser)
    _progress_option(parser)


def _evaluate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("predicted", type=Path, metavar="PREDICTED.csv")
    parser.add_argument("truth", type=Path, metavar="TRUTH.csv")
    size = parser.add_mutually_exclusive_group(required=True)
    size.add_argument("--video", type=Path, help="the video both belong to; its size is used")
    size.add_argument("--size", type=_size, metavar="WxH", help="size of the video, as 1280x720")
    parser.add_argument(
        "--tolerance",
        type=_positive_number,
        default=4.0,
        metavar="PX",
        help="largest distance of a hit, in 512×288 space (default: %(default)g)",
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument(
        "--format", metavar="NAME", help="format of PREDICTED.csv, where its columns do not tell"
    )
    parser.add_argument("--truth-format", metavar="NAME", help="the same for TRUTH.csv")


def _export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("project", type=Path, metavar="PROJECT")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="CSV")
    _format_option(parser)
    parser.add_argument(
        "--marks",
        choices=("all", "human", "human+verified"),
        default="all",
        help="whose marks: everybody's, those placed by a person, or also those accepted by one "
        "(default: %(default)s)",
    )


def _finetune(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "data",
        type=Path,
        nargs="+",
        metavar="DATA",
        help=".rally projects, or folders that hold videos with their label CSVs",
    )
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="WEIGHTS")
    parser.add_argument(
        "--from",
        dest="start",
        metavar="NAME|PATH",
        help="weights to start from (default: those that pre-label on this device)",
    )
    parser.add_argument("--epochs", type=_positive, metavar="N", help="default: the paper's 30")
    parser.add_argument("--batch-size", type=_positive, metavar="N", help="default: the paper's 2")
    parser.add_argument(
        "--learning-rate", type=_positive_number, metavar="LR", help="default: the paper's 1e-4"
    )
    parser.add_argument("--seed", type=int, default=0, help="default: %(default)s")
    _device_option(parser)
    parser.add_argument(
        "--events",
        choices=("jsonl",),
        help="print one JSON object per event instead of a table, for other programs",
    )
    _progress_option(parser)


def _pack(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "data",
        type=Path,
        nargs="+",
        metavar="DATA",
        help="folders that hold videos with their label CSVs, best with a manifest.csv that names "
        "clip, sport, split and venue",
    )
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="FOLDER")
    parser.add_argument(
        "--quality",
        type=int,
        default=20,
        metavar="CRF",
        help="of the H.264 videos; lower is larger and sharper (default: %(default)s)",
    )
    _progress_option(parser)


def _train(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "data", type=Path, nargs="+", metavar="DATA", help="packs, or folders as for `pack`"
    )
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        required=True,
        metavar="FOLDER",
        help="for weights, card, log and the checkpoint from which the same command goes on",
    )
    parser.add_argument("--architecture", choices=ARCHITECTURES, default="v5-small")
    parser.add_argument(
        "--from", dest="start", metavar="NAME|PATH", help="weights to take over where they fit"
    )
    parser.add_argument(
        "--minutes", type=_positive_number, help="time budget that the learning rate follows"
    )
    parser.add_argument(
        "--stop-after",
        type=_positive_number,
        metavar="MINUTES",
        help="leave a checkpoint after this long; the same command goes on from it",
    )
    parser.add_argument("--steps", type=_positive, default=1_000_000, metavar="N")
    parser.add_argument("--steps-per-epoch", type=_positive, default=500, metavar="N")
    parser.add_argument("--batch-size", type=_positive, default=8, metavar="N")
    parser.add_argument("--learning-rate", type=_positive_number, default=1e-3, metavar="LR")
    parser.add_argument("--schedule", choices=("cosine", "paper"), default="cosine")
    parser.add_argument("--target", choices=("disk", "gaussian"), default="disk")
    parser.add_argument(
        "--crop", type=_crop, metavar="HxW", help="train on crops, e.g. 112x192 (multiples of 16)"
    )
    parser.add_argument("--ema", type=_fraction, default=0.998, help="decay of averaged weights")
    parser.add_argument("--freeze-unet", action="store_true", help="train only the R-STR head")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=0, metavar="N", help="loader processes")
    parser.add_argument("--devices", type=_positive, default=1, metavar="N", help="GPUs to use")
    _device_option(parser)


def _model_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--weights",
        metavar="NAME|PATH",
        help="see `rallymark weights` (default: the best for the device)",
    )
    _device_option(parser)


def _device_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--device",
        choices=("auto", "cpu", "cuda", "mps"),
        default="auto",
        help="where the model runs (default: %(default)s)",
    )


def _format_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--format",
        default="rallymark",
        metavar="NAME",
        help="rallymark (lossless, the default) or tracknetv2 (integers, four columns)",
    )


def _progress_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--progress",
        action=argparse.BooleanOptionalAction,
        help="progress bar on stderr (default: on a terminal)",
    )


def _size(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"([1-9]\d{0,5})[x×*]([1-9]\d{0,5})", text.strip(), re.IGNORECASE)
    if match is None:
        raise argparse.ArgumentTypeError(f"'{text}' is not a size like 1280x720")
    return int(match[1]), int(match[2])


def _crop(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"(\d+)x(\d+)", text)
    if match is None:
        raise argparse.ArgumentTypeError(f"“{text}” is not a size like 112x192")
    height, width = int(match[1]), int(match[2])
    if height % 16 or width % 16 or not 16 <= height <= 288 or not 16 <= width <= 512:
        raise argparse.ArgumentTypeError(
            f"{text}: both sides must be multiples of 16, at most 288x512"
        )
    return height, width


def _positive(text: str) -> int:
    try:
        value = int(text)
    except ValueError:
        value = 0
    if value < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number above zero")
    return value


def _positive_number(text: str) -> float:
    value = _number(text)
    if not 0 < value < math.inf:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number above zero")
    return value


def _fraction(text: str) -> float:
    value = _number(text)
    if not 0 < value < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number between 0 and 1")
    return value


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan
