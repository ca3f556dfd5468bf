"""The arguments of the sub-commands that teach networks, or prepare for it.

Imported by every start of the program, as `app.cli.arguments` is.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli import argument_types as types
from app.cli.arguments import device_option, progress_option
from tracker.training import finetune_defaults

ARCHITECTURES = ("v5", "v5-small", "v4", "v2")


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
    device_option(parser)
    parser.add_argument(
        "--events",
        choices=("jsonl",),
        help="print one JSON object per event instead of a table, for other programs",
    )
    progress_option(parser)


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
    progress_option(parser)


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
        help="what the motion maps' slope and knee start from (default: those of --from, else 0.2 "
        "0.15, the paper's; 0.6 0 lets drafts through where nothing moves)",
    )
    _minutes_option(parser)
    parser.add_argument(
        "--stop-after",
        type=types.positive_number,
        metavar="MINUTES",
        help="measure and leave a checkpoint after this long; the same command goes on from it",
    )
    _count_option(parser, "--steps", 1_000_000, "the most there are")
    _count_option(parser, "--steps-per-epoch", 500, "from one measurement to the next")
    _count_option(parser, "--batch-size", 8, "windows in a step")
    _learning_rate_option(parser, 1e-3, "AdamW's, at the beginning")
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
        "--ema", type=types.decay, default=0.998, help="decay of averaged weights, 0 for none"
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
    device_option(parser)


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
    _minutes_option(parser)
    _count_option(parser, "--steps", 12_000, "the most there are")
    _count_option(parser, "--batch-size", 64, "patches in a step")
    _learning_rate_option(parser, 2e-3, "at the beginning")
    _seed_option(parser)
    device_option(parser)
    progress_option(parser)


def _minutes_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--minutes",
        type=types.positive_number,
        help="time budget that the learning rate follows (default: none, it follows the steps)",
    )


def _count_option(parser: argparse.ArgumentParser, option: str, default: int, meaning: str) -> None:
    parser.add_argument(option, type=types.positive, default=default, metavar="N", help=meaning)


def _learning_rate_option(parser: argparse.ArgumentParser, default: float, meaning: str) -> None:
    parser.add_argument(
        "--learning-rate",
        type=types.positive_number,
        default=default,
        metavar="LR",
        help=meaning,
    )


def _seed_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seed", type=types.natural, default=1, help="of all that is random")
