"""What can be typed after `rallymark`, and where it leads.

Only argparse is imported here: `--help` answers at once, without torch, Qt or a video library. The
module of a sub-command is imported when the sub-command runs.
"""

from __future__ import annotations

import argparse
import io
import keyword
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import NoReturn

from app import __version__
from app.cli import arguments, training_arguments
from app.cli.errors import BAD_INPUT, CommandError, expected_sentence
from app.cli.stopping import status_for_shells, stop_at_once
from app.exit_status import STOPPED

COMMANDS = (
    "demo",
    "track",
    "evaluate",
    "export",
    "import",
    "rallies",
    "report",
    "finetune",
    "previews",
    "weights",
    "pack",
    "train",
    "train-verifier",
)

OVERVIEW = """\
examples:
  rallymark                                    open the window
  rallymark match.mp4                          open the window with a video or a .rally project
  rallymark season/                            open the window with a folder of matches
  rallymark demo                               the demo rally: pre-labelled, ready to correct
  rallymark track match.mp4 -o labels.csv      pre-label without a window
  rallymark COMMAND --help                     the options and examples of one command
"""


class _Help(argparse.RawDescriptionHelpFormatter):
    """Says of every option what it is without being given, where its own sentence does not."""

    def _get_help_string(self, action: argparse.Action) -> str | None:
        told = action.help is None or "default" in action.help or not action.option_strings
        if told or action.default is None or action.default is False:
            return action.help
        if action.default == argparse.SUPPRESS:
            return action.help
        return f"{action.help} (default: %(default)s)"


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence, where argparse also prints the usage."""

    def error(self, message: str) -> NoReturn:
        from app.paths import is_there

        # A name that begins with a dash is taken for an option, as when a shell fills in `*`.
        files = (word for word in message.split() if word[0] == "-" and is_there(Path(word)))
        hint = "".join(f"; for the file, write ./{name}" for name in files)
        self.exit(BAD_INPUT, f"{self.prog}: {message}{hint} (see {self.prog} --help)\n")


class _Command(_Parser):
    """Says itself what it does not know, and where it says what it does."""

    def parse_known_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        known, unknown = super().parse_known_args(args, namespace)
        if unknown:
            self.error(f"unrecognized arguments: {' '.join(unknown)}")
        return known, unknown


def run(argv: Sequence[str]) -> int:
    """Runs what `argv` (without the program's name) asks for.

    Returns the exit status: 0 done, 1 a fault of the program (with its traceback raised), 2 bad
    input, 130 stopped by Ctrl+C, 143 by `kill`. Expected errors become one sentence on stderr.
    """
    _print_anything()
    try:
        if not argv or not (argv[0].startswith("-") or argv[0] in COMMANDS):
            return _open_window(argv)
        args = build_parser().parse_args(argv)
        with stop_at_once():
            status = import_module(_module(args.command)).run(args)
            sys.stdout.flush()
        return status_for_shells(int(status))
    except SystemExit as leave:  # argparse has printed the help or the sentence
        return leave.code if isinstance(leave.code, int) else BAD_INPUT
    except KeyboardInterrupt:
        from app.cli.console import say

        say("stopped.")
        return status_for_shells(STOPPED)
    except BrokenPipeError:  # the reader of our output, `head` say, has seen enough
        from app.cli.console import lead_nowhere

        lead_nowhere(sys.stdout)
        return 0
    except Exception as error:
        sentence = expected_sentence(error)
        if sentence is None:
            raise
        print(f"rallymark: {sentence}", file=sys.stderr)
        return BAD_INPUT


def _module(command: str) -> str:
    """Where a command runs. No module can be called `import`."""
    name = command.replace("-", "_")
    return f"app.cli.{name}_" if keyword.iskeyword(name) else f"app.cli.{name}"


def _print_anything() -> None:
    """Let a terminal, or a pipe, that has no sign for "×" or for a file's name show another.

    What a shell has closed (`>&-`) becomes a stream that leads nowhere.
    """
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_WRONLY), "w"))
    if isinstance(sys.stdout, io.TextIOWrapper) and sys.stdout.errors == "strict":
        sys.stdout.reconfigure(errors="replace")


def _open_window(argv: Sequence[str]) -> int:
    if len(argv) > 1:
        raise CommandError(
            f"'{argv[0]}' is not a command, and the window opens one file at a time; "
            f"the commands are {', '.join(COMMANDS)}."
        )
    path = Path(argv[0]) if argv else None
    if path is not None and not (path.is_file() or path.is_dir()):
        raise CommandError(
            f"{path} is neither a file nor a command; give a video, a .rally project or a folder "
            "of matches."
        )
    from app.cli.display import require_display

    require_display()
    from app.application import run_window

    return int(run_window(path))


def build_parser() -> argparse.ArgumentParser:
    """The parser of every sub-command; `args.command` names the module that runs it."""
    parser = _Parser(
        prog="rallymark",
        usage="rallymark [VIDEO | PROJECT.rally | FOLDER]\n       rallymark COMMAND ...",
        description="Find the ball in match video with TrackNetV5, correct it, train on it.",
        epilog=OVERVIEW,
        formatter_class=_Help,
    )
    parser.add_argument("--version", action="version", version=f"rallymark {__version__}")
    commands = parser.add_subparsers(
        dest="command",
        metavar="COMMAND",
        required=True,
        parser_class=_Command,
        prog="rallymark",
    )

    def add(name: str, summary: str, *examples: str) -> argparse.ArgumentParser:
        return commands.add_parser(
            name,
            help=summary,
            description=summary[0].upper() + summary[1:] + ".",
            epilog="\n  ".join(("examples:", *examples)),
            formatter_class=_Help,
        )

    arguments.demo(
        add(
            "demo",
            "open the demo rally; without a display, do its whole job here",
            "rallymark demo",
            "rallymark demo --headless --out-dir /tmp/demo",
        )
    )
    arguments.track(
        add(
            "track",
            "find the ball in every frame of a video, or of many",
            "rallymark track match.mp4 -o labels.csv",
            "rallymark track *.mp4 --out-dir season/              (run again to resume)",
            "rallymark track match.mp4 --project match.rally     (run again to resume)",
            "rallymark track match.mp4 -o labels.csv --device cuda --weights my.safetensors",
        )
    )
    arguments.evaluate(
        add(
            "evaluate",
            "compare labels with the truth by TrackNet's protocol",
            "rallymark evaluate labels.csv truth.csv --video match.mp4",
            "rallymark evaluate labels.csv truth.csv --size 1280x720 --json",
        )
    )
    arguments.export(
        add(
            "export",
            "write the labels of a project to a file",
            "rallymark export match.rally -o labels.csv",
            "rallymark export match.rally -o match_ball.csv --format tracknetv2 --marks human",
            "rallymark export match.rally -o - | head",
        )
    )
    arguments.import_(
        add(
            "import",
            "put the labels of a file, or of another project, into a project",
            "rallymark import match.rally labels.csv",
            "rallymark import match.rally match_predict.csv --model-answers --video match.mp4",
            "rallymark import match.rally 29885.txt --format wasb-volleyball",
            "rallymark import match.rally colleague.rally --keep",
        )
    )
    arguments.rallies(
        add(
            "rallies",
            "list the rallies of a project: when each begins and ends, and how often it is hit",
            "rallymark rallies match.rally -o rallies.csv",
        )
    )
    arguments.report(
        add(
            "report",
            "write a page about the labels of a project: coverage, confidence, corrections, speed",
            "rallymark report match.rally -o report.html",
            "rallymark report match.rally -o report.html --language zh",
        )
    )
    training_arguments.finetune(
        add(
            "finetune",
            "train weights further on corrected projects, or on videos with their labels",
            "rallymark finetune match1.rally match2.rally -o club.safetensors",
            "rallymark finetune folder/ -o club.safetensors --epochs 10 --device cuda",
        )
    )
    arguments.previews(
        add(
            "previews",
            "make the small pictures that scrubbing in the window shows, ahead of time",
            "rallymark previews match.mp4",
        )
    )
    training_arguments.pack(
        add(
            "pack",
            "make labelled footage small enough to travel to a training machine",
            "rallymark pack footage/ -o pack/",
        )
    )
    training_arguments.train(
        add(
            "train",
            "train an architecture, from scratch or further, and measure it",
            "rallymark train pack/ -o run/ --architecture v5 --minutes 27 --stop-after 9",
            "rallymark train pack/ -o run/ --architecture v5-small --crop 112x192 --batch-size 16",
        )
    )
    training_arguments.train_verifier(
        add(
            "train-verifier",
            "train what looks once more, in a video's own pixels, at the places found",
            "rallymark train-verifier footage/ -o verifier/ --minutes 30",
        )
    )
    add("weights", "list the weights on this machine with their cards", "rallymark weights")
    return parser
