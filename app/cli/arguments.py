"""The arguments of each sub-command, but for those that teach networks (`training_arguments`).

Imported by every start of the program: nothing here, nor what it imports, needs more than the
standard library.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli import argument_types as types
from app.languages import LANGUAGES

RUNTIMES = ("auto", "torch", "openvino", "openvino-int8")
DEMO_FOLDER = Path("rallymark-demo")


def demo(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--headless", action="store_true", help="use the command line even where there is a display"
    )
    parser.add_argument(
        "--out-dir",
        type=types.path,
        default=DEMO_FOLDER,
        metavar="FOLDER",
        help="where the command line writes its results (default: %(default)s)",
    )
    _model_options(parser)


def track(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("videos", type=Path, nargs="+", metavar="VIDEO")
    parser.add_argument(
        "-o",
        "--output",
        type=types.path_or_stdout,
        metavar="CSV",
        help="the label file to write; - for stdout",
    )
    parser.add_argument(
        "--project",
        type=types.path,
        metavar="P.rally",
        help="keep the predictions in this project; made if missing, resumed if half done",
    )
    parser.add_argument(
        "--out-dir",
        type=types.path,
        metavar="FOLDER",
        help="for any number of videos: a label file and a project of each goes here",
    )
    _model_options(parser, "those of the project, else the best for the device")
    parser.add_argument(
        "--ray",
        metavar="ADDRESS",
        help="spread the work over a Ray cluster that sees the videos under the same paths; auto "
        "for the one this machine belongs to, local for the processors of this machine",
    )
    parser.add_argument(
        "--threshold",
        type=types.fraction,
        metavar="T",
        help="confidence from which a peak counts as the ball (default: the project's, else the "
        "weights' own)",
    )
    parser.add_argument(
        "--path",
        action=argparse.BooleanOptionalAction,
        help="let the cheapest path through all peaks decide, and fill short gaps of it; or each "
        "frame's best peak alone (default: the path, or what the project had)",
    )
    parser.add_argument(
        "--mode",
        choices=("fast", "accurate"),
        help="look at each frame once, or three times and vote, which takes three times as long "
        "(default: that of the project, else fast)",
    )
    parser.add_argument(
        "--range",
        dest="frames",
        type=types.frames,
        metavar="A:B",
        help="answer only the frames A to B of the project again",
    )
    parser.add_argument(
        "--batch-size",
        type=types.positive,
        metavar="N",
        help="windows per step of torch (default: by device); OpenVINO takes one at a time",
    )
    _format_option(parser)
    progress_option(parser)


def previews(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("video", type=Path, metavar="VIDEO")
    progress_option(parser)


def evaluate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "predicted", type=Path, metavar="PREDICTED", help="a label file, or a project: its labels"
    )
    parser.add_argument(
        "truth",
        type=Path,
        metavar="TRUTH",
        help="a label file, or a project: what people placed or accepted in it",
    )
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--video", type=Path, help="the video both belong to; its size is used")
    size.add_argument(
        "--size",
        type=types.size,
        metavar="WxH",
        help="size of the video, as 1280x720; not needed with a project, which knows it",
    )
    parser.add_argument(
        "--tolerance",
        type=types.positive_number,
        default=4.0,
        metavar="PX",
        help="largest distance of a hit, in 512×288 space (default: %(default)g)",
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument(
        "--format", metavar="NAME", help="format of PREDICTED, where its columns do not tell"
    )
    parser.add_argument("--truth-format", metavar="NAME", help="the same for TRUTH")


def export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("project", type=Path, metavar="PROJECT")
    parser.add_argument(
        "-o",
        "--output",
        type=types.path_or_stdout,
        required=True,
        metavar="CSV",
        help="- for stdout",
    )
    _format_option(parser)
    parser.add_argument(
        "--marks",
        choices=("all", "human", "human+verified"),
        default="all",
        help="whose marks: everybody's, those placed by a person, or also those accepted by one "
        "(default: %(default)s)",
    )
    parser.add_argument(
        "--with-excluded",
        dest="excluded",
        action="store_true",
        help="export replays, close-ups and breaks too",
    )


def import_(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("project", type=Path, metavar="PROJECT")
    parser.add_argument(
        "labels",
        type=Path,
        metavar="LABELS",
        help="a label file, or another project of the same video: what people placed or accepted "
        "there",
    )
    parser.add_argument(
        "--video", type=Path, metavar="VIDEO", help="of which PROJECT is made where there is none"
    )
    parser.add_argument(
        "--format", metavar="NAME", help="format of LABELS, where its columns do not tell"
    )
    parser.add_argument(
        "--model-answers",
        action="store_true",
        help="what names no source is a model's, not a person's: nothing to learn from, still to "
        "be reviewed, and never in place of what a person said",
    )
    conflict = parser.add_mutually_exclusive_group()
    conflict.add_argument(
        "--replace", action="store_true", help="put labels in place of what people said before"
    )
    conflict.add_argument(
        "--keep", action="store_true", help="leave what people said before as it is"
    )


def rallies(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("project", type=Path, metavar="PROJECT")
    parser.add_argument(
        "-o",
        "--output",
        type=types.path_or_stdout,
        default=types.STDOUT,
        metavar="CSV",
        help="(default: -, stdout)",
    )


def report(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("project", type=Path, metavar="PROJECT")
    parser.add_argument(
        "-o",
        "--output",
        type=types.path_or_stdout,
        required=True,
        metavar="HTML",
        help="- for stdout",
    )
    parser.add_argument(
        "--language", choices=tuple(LANGUAGES), help="of the page (default: the system's)"
    )


def _model_options(
    parser: argparse.ArgumentParser, default: str = "the best for the device"
) -> None:
    parser.add_argument(
        "--weights",
        metavar="NAME|PATH",
        help=f"see `rallymark weights` (default: {default}); A+B asks B where A is unsure",
    )
    device_option(parser)
    parser.add_argument(
        "--runtime",
        choices=RUNTIMES,
        default="auto",
        help="what computes the model; auto is openvino-int8 on an x86 processor, torch elsewhere; "
        "openvino is without eight-bit integers (default: %(default)s)",
    )
    parser.add_argument(
        "--verifier",
        metavar="PATH|none",
        help="what looks once more at the places found (default: for v5, v5-small and what was "
        "fine-tuned from them, the one that ships)",
    )


def device_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--device",
        type=types.device,
        default="auto",
        metavar="auto|cpu|cuda|cuda:N|mps",
        help="where the model runs (default: %(default)s)",
    )


def _format_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--format",
        default="rallymark",
        metavar="NAME",
        help="rallymark (lossless, the default), tracknetv2 (integers, four columns) or "
        "tracknet-tennis (with the status flying, hit or bounce)",
    )


def progress_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--progress",
        action=argparse.BooleanOptionalAction,
        help="progress bar on stderr (default: on a terminal)",
    )
