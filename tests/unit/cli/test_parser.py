"""The command line's front door: which command, which file, which sentence."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from app import __version__
from app.cli.parser import COMMANDS, build_parser, run
from main import main

Command = Callable[[object], int]
HEAVY = ("torch", "PySide6", "shiboken6", "cv2", "av", "pandas", "numpy")


def imported_by(project_root: Path, *argv: str) -> set[str]:
    """The heavy libraries that a fresh interpreter has loaded when main(argv) has returned."""
    code = (
        "import sys, main\n"
        f"status = main.main({list(argv)!r})\n"
        "assert status == 0, status\n"
        f"print('LOADED', *[name for name in {HEAVY!r} if name in sys.modules])\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=project_root, capture_output=True, text=True, check=True
    )
    return set(result.stdout.rsplit("LOADED", 1)[1].split())


def replace_commands(monkeypatch: pytest.MonkeyPatch, command: Command) -> None:
    module = SimpleNamespace(run=command)
    monkeypatch.setattr("app.cli.parser.import_module", lambda name: module)


@pytest.mark.parametrize("command", [None, *COMMANDS])
def test_help_answers_without_a_heavy_library(project_root: Path, command: str | None) -> None:
    argv = ["--help"] if command is None else [command, "--help"]
    assert imported_by(project_root, *argv) == set()


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"rallymark {__version__}\n"


def test_version_is_the_package_s(project_root: Path) -> None:
    import tomllib

    declared = tomllib.loads((project_root / "pyproject.toml").read_text(encoding="utf-8"))
    assert declared["project"]["version"] == __version__


def test_every_command_shows_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    for command in COMMANDS:
        assert main([command, "--help"]) == 0
        assert f"examples:\n  rallymark {command}" in capsys.readouterr().out


def test_what_an_option_is_without_being_given_is_told() -> None:
    subcommands = next(action for action in build_parser()._actions if action.choices)
    for name, parser in dict(subcommands.choices or {}).items():
        told = parser.format_help()
        for action in parser._actions:
            if action.option_strings and action.default not in (None, "==SUPPRESS=="):
                _, found, rest = told.partition(f" {action.option_strings[-1]} ")
                own = rest.split("\n  -")[0]
                assert found, (name, action)
                assert action.default is False or "default" in own, (name, action, own)


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["nowhere.mp4"], "nowhere.mp4 is neither a file nor a command"),
        (["one.mp4", "two.mp4"], "one file at a time"),
        (["tarck", "match.mp4"], "'tarck' is not a command"),
        (["track"], "required: VIDEO"),
        (["track", "a.mp4", "--threshold", "2"], "'2' is not a number between 0 and 1"),
        (["track", "a.mp4", "--device", "tpu"], "'tpu' is none of auto, cpu"),
        (["track", "a.mp4", "--batch-size", "0"], "'0' is not a whole number above zero"),
        (["train", "a", "-o", "b", "--seed", "-1"], "'-1' is not a whole number from zero on"),
        (["train", "a", "-o", "b", "--workers", "-1"], "'-1' is not a whole number from zero on"),
        (["train", "a", "-o", "b", "--mixup", "1.5"], "'1.5' is not a number from 0 to 1"),
        (["finetune", "a", "-o", "b", "--seed", "-1"], "'-1' is not a whole number from zero on"),
        (["pack", "a", "-o", "b", "--quality", "52"], "'52' is not a whole number from 0 to 51"),
        (["evaluate", "a.csv", "b.csv"], "The size of the video is needed: --video"),
        (["evaluate", "a.csv", "b.csv", "--size", "big"], "'big' is not a size like 1280x720"),
        (
            ["evaluate", "a.csv", "b.csv", "--size", "9x9", "--tolerance", "nan"],
            "'nan' is not a number above zero",
        ),
        (["export", "a.rally"], "required: -o/--output"),
        (["finetune", "-o", "w.safetensors"], "required: DATA"),
        (["finetune", "a", "-o", "-"], "'-' would be standard output, which cannot take this"),
        (["pack", "a", "-o", "-"], "'-' would be standard output"),
        (["train", "a", "-o", "-"], "'-' would be standard output"),
        (["train-verifier", "a", "-o", "-"], "'-' would be standard output"),
        (["track", "a.mp4", "--project", "-"], "'-' would be standard output"),
        (["track", "a.mp4", "--out-dir", "-"], "'-' would be standard output"),
        (["demo", "--headless", "--out-dir", "-"], "'-' would be standard output"),
        (["--frobnicate"], "COMMAND"),
        (
            ["finetune", "a", "-o", "b", "--weights", "v5"],
            "--weights v5 (see rallymark finetune --help)",
        ),
    ],
)
def test_bad_arguments_give_one_sentence_and_status_two(
    argv: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(argv) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert words in err
    assert err.count("\n") == 1


def test_a_file_whose_name_begins_with_a_dash_is_told_how_to_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("-dash.mp4").touch()
    assert main(["track", "-dash.mp4", "match.mp4"]) == 2
    assert "for the file, write ./-dash.mp4" in capsys.readouterr().err


def test_shares_may_be_none() -> None:
    options = ["--mixup", "0", "--paste", "0", "--mine", "0.0", "--ema", "0"]
    args = build_parser().parse_args(["train", "pack", "-o", "run", *options])
    assert (args.mixup, args.paste, args.mine, args.ema) == (0, 0, 0, 0)


def test_shares_may_be_all() -> None:
    options = ["--mixup", "1", "--paste", "1", "--mine", "1.0", "--teach", "1"]
    args = build_parser().parse_args(["train", "pack", "-o", "run", *options])
    assert (args.mixup, args.paste, args.mine, args.teach) == (1, 1, 1, 1)


@pytest.mark.parametrize("option", [("--mixup", "1.1"), ("--ema", "1"), ("--teach", "nan")])
def test_what_is_no_share_is_refused(
    option: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["train", "pack", "-o", "run", *option]) == 2
    assert f"'{option[1]}' is not a number from 0" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["1280x720", "1280X720", "1280×720"])
def test_sizes(text: str) -> None:
    args = build_parser().parse_args(["evaluate", "a.csv", "b.csv", "--size", text])
    assert args.size == (1280, 720)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Path | None]:
    """What the window was asked to open, in place of a window."""
    asked: list[Path | None] = []

    def run_window(path: Path | None = None, demo: bool = False) -> int:
        assert not demo
        asked.append(path)
        return 0

    window = ModuleType("app.application")
    monkeypatch.setattr(window, "run_window", run_window, raising=False)
    monkeypatch.setitem(sys.modules, "app.application", window)
    return asked


def test_without_arguments_the_window_opens(opened: list[Path | None]) -> None:
    assert main([]) == 0
    assert opened == [None]


def test_a_folder_opens_in_the_window(tmp_path: Path, opened: list[Path | None]) -> None:
    assert main([str(tmp_path)]) == 0
    assert opened == [tmp_path]


@pytest.mark.parametrize("name", ["match.mp4", "match.rally", "track.mp4"])
def test_a_file_opens_in_the_window(name: str, tmp_path: Path, opened: list[Path | None]) -> None:
    (tmp_path / name).touch()
    assert main([str(tmp_path / name)]) == 0
    assert opened == [tmp_path / name]


def test_without_a_display_the_window_is_refused_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    for variable in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(variable, raising=False)
    assert run([]) == 2
    assert "there is no display" in capsys.readouterr().err


def test_a_fault_of_the_program_is_not_dressed_up_as_bad_input(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(args: object) -> int:
        raise ZeroDivisionError("a bug")

    replace_commands(monkeypatch, broken)
    with pytest.raises(ZeroDivisionError):
        main(["weights"])


def test_ctrl_c_has_the_status_shells_expect(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(args: object) -> int:
        raise KeyboardInterrupt

    replace_commands(monkeypatch, interrupted)
    assert main(["weights"]) == 130
    assert capsys.readouterr().err == "rallymark: stopped.\n"


def test_a_missing_file_of_any_layer_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def unreadable(args: object) -> int:
        raise PermissionError(13, "Permission denied", "secret.csv")

    replace_commands(monkeypatch, unreadable)
    assert main(["weights"]) == 2
    assert capsys.readouterr().err == "rallymark: secret.csv: Permission denied.\n"


@pytest.mark.skipif(sys.platform != "linux", reason="has no /dev/full")
def test_a_full_disk_behind_standard_output_is_told(project_root: Path) -> None:
    program = [sys.executable, str(project_root / "main.py"), "weights"]
    with Path("/dev/full").open("w") as full:
        result = subprocess.run(
            program, stdout=full, stderr=subprocess.PIPE, text=True, check=False, timeout=120
        )
    assert result.returncode == 2
    assert result.stderr == ("rallymark: nothing more can be written (No space left on device).\n")


@pytest.mark.parametrize("name", ["stdout", "stderr"])
def test_a_stream_that_the_shell_has_closed_is_no_fault(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def prints(args: object) -> int:
        print("much")
        print("more", file=sys.stderr, flush=True)
        return 0

    replace_commands(monkeypatch, prints)
    monkeypatch.setattr(sys, name, None)
    assert main(["weights"]) == 0
    getattr(sys, name).close()
