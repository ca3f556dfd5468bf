"""The list of weights: files, hashes and cards."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from pathlib import Path

import pytest

from main import main
from tracker.model.verifier import Verifier, save_verifier
from tracker.model.weights import build_model, save_weights, user_weights_folder


def test_own_weights_are_listed_with_their_card(
    user_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = user_home / "rallymark" / "weights" / "club.safetensors"
    phases = [{"crop": [112, 192], "augment": {"flip": 0.5}}, {"minutes": 31.25}]
    card = {
        "data": ["match1", "match2"],
        "metrics": {"f1": 0.912345},
        "recipe": {"phases": phases},
    }
    model = build_model("v5-small")
    model.config = replace(model.config, name="club", threshold=0.4)
    save_weights(model, path, card)
    assert main(["weights"]) == 0
    out = capsys.readouterr().out
    assert "\nclub" in f"\n{out}"
    assert str(path) in out
    assert hashlib.sha256(path.read_bytes()).hexdigest() in out
    assert "architecture  v5-small, threshold 0.4\n" in out
    assert "data          match1, match2" in out
    assert "0.9123" in out
    assert "phases\n      1  crop 112 192, augment (flip 0.5)\n      2  minutes 31.25\n" in out
    assert "F1 with the verifier" not in f"\n{out}".split("\nclub")[1].split("\n\n")[0]


def test_files_that_are_no_weights_are_told(
    user_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = user_weights_folder()
    folder.mkdir(parents=True)
    (folder / "club.safetensors").write_bytes(b"half copied")
    save_verifier(Verifier(8), folder / "second.safetensors", {})
    assert main(["weights"]) == 0
    first, second = capsys.readouterr().err.splitlines()
    assert first.startswith("rallymark: not in the list: club.safetensors holds no weights")
    assert second == (
        "rallymark: not in the list: second.safetensors holds a verifier, not the weights of a "
        "network."
    )


def test_of_weights_that_ship_what_was_measured_is_told(
    user_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As people get them, and as the README says, before what the card has."""
    assert main(["weights"]) == 0
    parts = {part.split()[0]: part for part in capsys.readouterr().out.split("\n\n")}
    small = parts["v5-small"].splitlines()
    at = small.index("  F1 with the verifier and along the path, on clips held out")
    assert small[at + 1].split() == ["badminton", "(691", "frames)", "0.962", "accurate", "0.962"]
    assert small[at + 4].split()[-1] == "0.935"
    assert small[at + 5].split() == ["badminton,", "without", "the", "verifier", "0.935"]
    assert "accurate" not in parts["v5"].split("kind")[0]
    assert re.search(r"badminton \(691 frames\) +0\.962\n", parts["v5-small+v5"])
    assert "F1 with the verifier" not in parts["verifier"]


def test_own_weights_of_a_shipped_name_are_told_apart(
    user_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = user_weights_folder() / "v5-small.safetensors"
    save_weights(build_model("v5-small"), own, {})
    save_weights(build_model("v5-small"), own.with_name("club.safetensors"), {})
    assert main(["weights"]) == 0
    out = capsys.readouterr().out
    titles = [line for line in out.splitlines() if line and not line.startswith((" ", "--", "Own"))]
    assert titles.pop().startswith("verifier")
    assert titles.pop().startswith("v5-small+v5  (asks")
    assert sorted(titles) == sorted([str(own), "club", "v5", "v5-small  (the default on cpu)"])
    assert "give --weights this path" in out.split(str(own))[1]
