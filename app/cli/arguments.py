"""The arguments of each sub-command.

Imported by every start of the program: nothing here, nor what it imports, needs more than the
standard library.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli import argument_types as types
from app.languages import LANGUAGES
from tracker.training import finetune_defaults

RUNTIMES = ("auto", "torch", "openvino", "openvino-int8")
DEMO_FOLDER = Path("rallymark-demo")
ARCHITECTURES = ("v5", "v5-small", "v4", "v2")


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
    _progress_option(parser)


def previews(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("video", type=Path, metavar="VIDEO")
    _progress_option(parser)


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
    parser.add_argument("labels", type=Path, metavar="LABELS")
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
    parser.add_argument(
        "--replace", action="store_true", help="put labels in place of what people said before"
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


def finetune(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "data",
        type=Path,
        nargs="+",
        metavar="DATA",
        help=".rally projects, or folders that hold them, or videos with their label CSVs",
    )
    parser.add_argument("-o", "--output", type=types.path, required=True, metavar="WEIGHTS")
    parser.add_argument(
        "--from",
        dest="start",
        metavar="NAME|PATH",
        help="weights to start from (default: those that pre-label on this device)",
    )
    for option, kind, metavar, default in (
        ("--epochs", types.positive, "N", finetune_defaults.EPOCHS),
        ("--batch-size", types.positive, "N", finetune_defaults.BATCH_SIZE),
        ("--learning-rate", types.positive_number, "LR", finetune_defaults.LEARNING_RATE),
        ("--seed", types.natural, "SEED", 0),
    ):
        parser.add_argument(
            option, type=kind, metavar=metavar, default=default, help="default: %(default)s"
        )
    _device_option(parser)
    parser.add_argument(
        "--events",
        choices=("jsonl",),
        help="print one JSON object per event instead of a table, for other programs",
    )
    _progress_option(parser)


def pack(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "data",
        type=Path,
        nargs="+",
        metavar="DATA",
        help="folders that hold videos with their label CSVs, best with a manifest.csv that names "
        "clip, sport, split and venue",
    )
    parser.add_argument("-o", "--output", type=types.path, required=True, metavar="FOLDER")
    parser.add_argument(
        "--quality",
        type=types.crf,
        default=20,
        metavar="CRF",
        help="of the H.264 videos; lower is larger and sharper (default: %(default)s)",
    )
    _progress_option(parser)


def train(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "data", type=Path, nargs="+", metavar="DATA", help="packs, or folders as for `pack`"
    )
    parser.add_argument(
        "-o",
        "--output",
        type=types.path,
        required=True,
        metavar="FOLDER",
        help="for weights, card, log and the checkpoint from which the same command goes on",
    )
    parser.add_argument(
        "--architecture", choices=ARCHITECTURES, default="v5-small", help="what to train"
    )
    parser.add_argument(
        "--from", dest="start", metavar="NAME|PATH", help="weights to take over where they fit"
    )
    parser.add_argument(
        "--motion-start",
        type=float,
        nargs=2,
        metavar=("A", "B"),
        help="what the motion maps' slope and knee start from, without --from (default: 0.2 0.15, "
        "the paper's; 0.6 0 lets drafts through where nothing moves)",
    )
    parser.add_argument(
        "--minutes",
        type=types.positive_number,
        help="time budget that the learning rate follows (default: none, it follows the steps)",
    )
    parser.add_argument(
        "--stop-after",
        type=types.positive_number,
        metavar="MINUTES",
        help="measure and leave a checkpoint after this long; the same command goes on from it",
    )
    for option, kind, metavar, default, meaning in (
        ("--steps", types.positive, "N", 1_000_000, "the most there are"),
        ("--steps-per-epoch", types.positive, "N", 500, "from one measurement to the next"),
        ("--batch-size", types.positive, "N", 8, "windows in a step"),
        ("--learning-rate", types.positive_number, "LR", 1e-3, "AdamW's, at the beginning"),
    ):
        parser.add_argument(option, type=kind, metavar=metavar, default=default, help=meaning)
    parser.add_argument(
        "--schedule",
        choices=("cosine", "paper"),
        default="cosine",
        help="how the learning rate falls; the paper's drops tenfold after two thirds and five "
        "sixths",
    )
    parser.add_argument(
        "--target",
        choices=("disk", "gaussian"),
        default="disk",
        help="what a ball is in the heatmaps to be learnt",
    )
    parser.add_argument(
        "--crop",
        type=types.crop,
        metavar="HxW",
        help="train on crops, e.g. 112x192 (multiples of 16)",
    )
    parser.add_argument(
        "--mixup", type=types.share, default=0.0, metavar="SHARE", help="share of blended batches"
    )
    parser.add_argument(
        "--paste",
        type=types.share,
        default=0.0,
        metavar="SHARE",
        help="share of windows that get a synthetic ball in place of their own",
    )
    parser.add_argument(
        "--as-filmed",
        action="store_true",
        help="play no window backwards: that labels mark the head of a shuttle in flight, for "
        "instance, can then be learnt",
    )
    parser.add_argument(
        "--mine",
        type=types.share,
        default=0.0,
        metavar="SHARE",
        help="share of crops placed on the mistakes of the first weights (with --crop and --from)",
    )
    parser.add_argument(
        "--ema", type=types.share, default=0.998, help="decay of averaged weights, 0 for none"
    )
    parser.add_argument(
        "--teacher",
        metavar="NAME|PATH",
        help="weights whose heatmaps are learnt along with the labels",
    )
    parser.add_argument(
        "--teach",
        type=types.share,
        default=0.5,
        metavar="SHARE",
        help="how much the teacher counts against the labels",
    )
    parser.add_argument("--freeze-unet", action="store_true", help="train only the R-STR head")
    parser.add_argument(
        "--freeze-norm",
        action="store_true",
        help="keep BatchNorm's statistics, as suits small batches",
    )
    _seed_option(parser)
    parser.add_argument(
        "--workers", type=types.natural, default=0, metavar="N", help="loader processes"
    )
    parser.add_argument(
        "--devices", type=types.positive, default=1, metavar="N", help="GPUs to use"
    )
    _device_option(parser)


def train_verifier(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "data", type=Path, nargs="+", metavar="DATA", help="folders as for `pack`; no packs"
    )
    parser.add_argument("-o", "--output", type=types.path, required=True, metavar="FOLDER")
    parser.add_argument(
        "--weights", metavar="NAME|PATH", help="whose peaks it learns to tell apart"
    )
    parser.add_argument("--from", dest="start", type=Path, metavar="PATH", help="go on from this")
    parser.add_argument(
        "--rendered",
        type=types.natural,
        default=0,
        metavar="N",
        help="rallies of each sport of our own generator to learn from as well",
    )
    parser.add_argument("--width", type=types.positive, default=24, metavar="N", help="channels")
    parser.add_argument(
        "--minutes",
        type=types.positive_number,
        help="time budget that the learning rate follows (default: none, it follows the steps)",
    )
    for option, kind, metavar, default, meaning in (
        ("--steps", types.positive, "N", 12_000, "the most there are"),
        ("--batch-size", types.positive, "N", 64, "patches in a step"),
        ("--learning-rate", types.positive_number, "LR", 2e-3, "at the beginning"),
    ):
        parser.add_argument(option, type=kind, metavar=metavar, default=default, help=meaning)
    _seed_option(parser)
    _device_option(parser)
    _progress_option(parser)


def _seed_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seed", type=types.natural, default=1, help="of all that is random")


def _model_options(
    parser: argparse.ArgumentParser, default: str = "the best for the device"
) -> None:
    parser.add_argument(
        "--weights",
        metavar="NAME|PATH",
        help=f"see `rallymark weights` (default: {default}); A+B asks B where A is unsure",
    )
    _device_option(parser)
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


def _device_option(parser: argparse.ArgumentParser) -> None:
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


def _progress_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--progress",
        action=argparse.BooleanOptionalAction,
        help="progress bar on stderr (default: on a terminal)",
    )
