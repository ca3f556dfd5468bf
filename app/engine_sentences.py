"""Sentences of the engines in the language of the window.

The engines know no Qt and write English: for the log, for the command line, and here. What a person
meets at work is recognised by its pattern and said in their language; anything else stays as it is.
A test holds that every pattern is still written by an engine, and that there is one for every name
of an edit, every reason against one, and every notice.
"""

from __future__ import annotations

import re
from functools import cache

from app.numerals import grouped, singular
from app.translation import translate

PATTERNS = (
    # What an edit is called
    "Place ball",
    "Nudge ball",
    "No ball",
    "Occluded",
    "Visibility {value}",
    "Accept",
    "Accept arc of {count} frames",
    "Accept {count} frames",
    "Clear mark",
    "Clear {count} marks",
    "Take peak {number}",
    "No ball in {count} frames",
    "Fill {count} frames",
    "Import {count} labels",
    "Import stretches",
    "Import events",
    "Import another project",
    "Include {count} frames",
    "Exclude {count} frames",
    "Guess replays and close-ups",
    "No event",
    "Hit",
    "Bounce",
    "Net touch",
    # Why an edit makes no sense
    "The position ({x}, {y}) is not a point in the picture.",
    "A ball cannot be placed and said to be absent at once.",
    "Frame {frame} is not in this video of {count} frames.",
    "The range of frames {first} to {last} is empty.",
    "Frames {first} to {last} are not a range in this video of {count} frames.",
    "Frame {frame} has no answer to accept; run the model or place the ball yourself.",
    "Frame {frame} is already verified: nothing to accept.",
    "Frame {frame} has an answer of yours: nothing to accept.",
    (
        "Frame {frame} has no ball position yet; click where the ball is, then say how well it is "
        "seen."
    ),
    "Frame {frame} has no ball to move; place one first.",
    "Frame {frame} has no mark to take away.",
    "Frame {frame} has {count} peaks, so there is no number {number}.",
    "Frames {first} to {last} have no marks to take away.",
    "Frames {first} to {last} hold no machine's answers to accept.",
    "You have said of frame {frame} that there is no ball.",
    "You have said of frames {first} to {last} that there is no ball.",
    "Beside frame {frame} nothing is to fill; place the ball at both ends of the gap.",
    "Between frames {first} and {last} nothing is to fill.",
    "Frames {first} to {last} cannot be joined, because there is a cut between them.",
    (
        "Frames {first} to {last} cannot be joined, because you said that there is no ball between "
        "them."
    ),
    (
        "There is no position of yours {side} frame {frame} to draw the line from; place the ball "
        "at both ends of the gap."
    ),
    "There is no ball in frame {frame}, so there is no arc to accept.",
    "There is no ball in frame {frame}, so there is no arc to take out.",
    "The file says nothing that is not in the project already.",
    # Projects
    "The project {path} was changed by another window; open it again and repeat the edit.",
    "{path} goes with a longer recording by now; open it again.",
    "The project {path} belongs to another video: {difference}.",
    "its video has {theirs}, this one has {this}",
    ("both have {measures}, but the content of the files differs ({known} and {found} bytes)"),
    "{count} frames of {width}×{height} ({seconds} s)",
    "The project {path} was made by a newer version of Rallymark; update to open it.",
    "The project {path} is damaged; restore it from a backup or start a new project.",
    "The project {path} is in use by another program; close that and try again.",
    "The project {path} cannot be read; it is a folder or not yours.",
    "The project {path} cannot be written; copy it to a folder you may write to.",
    (
        "The project {path} cannot be written; copy it, and {log} with it, to a folder you may "
        "write to."
    ),
    "The project {path} cannot be copied ({reason}).",
    "No project can be written at {path} ({reason}); choose a folder you may write to.",
    "There is already a file at {path}; open it or choose another name.",
    (
        "The name {name} is too long for a project, whose other files have longer ones; choose a "
        "shorter name."
    ),
    "The disk is full, so the project {path} cannot be saved.",
    "The disk did not take the last edits of {path} ({error}); copy it to another disk.",
    "There is no project at {path}.",
    "{path} is not a Rallymark project.",
    # Videos
    "There is no file {path}.",
    "{name} cannot be read: permission denied.",
    "{name} holds no video.",
    "{name} holds only sound, no picture.",
    "{name} is empty (0 bytes): copy or download it again.",
    "{name} is in a video format that cannot be decoded here.",
    (
        "{name} is not a video that can be read: it is damaged, cut off before its index was "
        "written, or another kind of file."
    ),
    "{name} holds no frames.",
    "No picture of {name} can be decoded: it is damaged or its format is unknown.",
    "Frame {frame} of {name} cannot be decoded.",
    # Labels
    "The labels {path} cannot be read ({reason}).",
    "{path} is empty.",
    "{path} is not a text file, so it holds no labels.",
    "{path} cannot be written ({reason}); choose a folder you may write to.",
    "The disk is full, so {path} cannot be written.",
    # Models and devices
    "No weights are installed; choose a weights file.",
    "There is no weights file at {path}.",
    "{name} was written by a newer Rallymark; please update.",
    ("{name} holds no weights that can be read: it is damaged, cut off, or another kind of file."),
    "{name} cannot be read ({reason}).",
    "{name} does not say which network it belongs to.",
    "{name} has an unreadable description ({reason}).",
    "{name} is damaged: {tensor} holds values that are no numbers.",
    (
        "{name} is not a {network} checkpoint: {missing} tensors are missing and {extra} are "
        "unknown (for instance {example})."
    ),
    "This machine has no usable {kind} device: choose auto or cpu.",
    (
        "The GPU has too little free memory for the model: close other programs that use it, or "
        "choose the device cpu."
    ),
    "There is too little free memory for the model.",
    "The GPU ran out of memory: going on with {count} {windows} at a time.",
    "Preparing {name} for this processor: once for these weights, about ten seconds.",
    "Preparing {name} for this processor: once for these weights, up to three minutes.",
    "OpenVINO cannot be used, so that the slower torch runs: {reason}.",
    ("Eight-bit integers do not suit this network, so that OpenVINO runs without them: {reason}."),
    # Fine-tuning
    "Looking for the mistakes on the training clips.",
    "{count} places to train on more often.",
    "Out of GPU memory: going on with batches of {count}.",
    (
        "Too few balls are labelled to set some aside: what is learnt cannot be measured, and the "
        "last weights are kept."
    ),
    (
        "No video with balls can be spared as a whole: a fifth of one is held out to measure, so "
        "that the score says little about other videos."
    ),
    "The new weights score the same as the old ones.",
    "The new weights are {side} by {gain} F1, within chance: {frames} frames held out.",
    "The new weights are better by {gain} F1.",
    (
        "The new weights are worse by {gain} F1: keep the old ones, or train on more corrected "
        "frames."
    ),
    (
        "The weights to start from have learnt from {videos} before, held out now to measure: they "
        "score better there than on videos that are new to them."
    ),
    (
        "The weights to start from find hardly a ball where the held-out labels have one: "
        "look whether the labels are of these videos and in their pixels."
    ),
    "Other frames are held out than before: what was measured on those does not count.",
    "There are too few corrected frames to learn from: correct or accept at least two.",
)
DONE = {
    "Accept arc of {count} frames": "{count} frames of the flight accepted.",
    "Accept {count} frames": "{count} frames accepted.",
    "Clear {count} marks": "{count} marks taken away.",
    "Fill {count} frames": "{count} frames filled.",
    "Include {count} frames": "{count} frames back in play.",
    "Exclude {count} frames": "{count} frames left out.",
}
"""What an edit did. Its name, which stands beside "undo", would read like an order; where it does
not, it is said as it is."""
WORDS = (".", "before", "after", "better", "worse", "window", "windows")
"""What fills a pattern and is of the language itself."""
CLAUSES = ("difference", "theirs", "this", "measures")
"""Fields that hold a pattern of their own."""
NUMBERS = ("count", "first", "frame", "frames", "last")
"""Fields whose digits stand in groups, as in what the window itself says."""
_LONG_NUMBER = re.compile(r"\d{4}")


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(expression(pattern), re.DOTALL)


def expression(pattern: str) -> str:
    """The regular expression of a pattern: its fields as named groups."""
    parts = re.split(r"\{(\w+)\}", pattern)
    return "".join(
        f"(?P<{part}>.+?)" if place % 2 else re.escape(part) for place, part in enumerate(parts)
    )


def in_language(sentence: str) -> str:
    """`sentence` as the window says it; as it is, where it is in no list."""
    said = _said(sentence)
    if said is None and sentence.endswith("."):
        # The name of an edit, made a sentence.
        said = _said(sentence[:-1])
        said = None if said is None else said + translate("Engine", ".")
    return singular(sentence if said is None else said)


def done(edit: str) -> str:
    """The sentence, in the language of the window, that an edit of this name was made."""
    for pattern, text in DONE.items():
        found = _compiled(pattern).fullmatch(edit)
        if found is not None:
            return singular(translate("Engine", text).format(**_words(found)))
    return in_language(edit + ".")


def _said(sentence: str) -> str | None:
    has_long_number = _LONG_NUMBER.search(sentence) is not None
    for pattern in PATTERNS:
        said = translate("Engine", pattern)
        if said == pattern and not (has_long_number and _counts(pattern)):
            # In English all stays but long numbers, and next to nothing is compiled: that would
            # hold the window up at its first message.
            continue
        found = _compiled(pattern).fullmatch(sentence)
        if found is not None:
            return said.format(**_words(found))
    return None


def _counts(pattern: str) -> bool:
    """Whether a pattern has a field that holds numbers."""
    return any(f"{{{name}}}" in pattern for name in NUMBERS + CLAUSES)


def _words(found: re.Match[str]) -> dict[str, str]:
    """What fills the fields of a pattern, as the window says it."""
    return {name: _word(name, text) for name, text in found.groupdict().items()}


def _word(name: str, text: str) -> str:
    if name in NUMBERS and text.isdecimal():
        return grouped(int(text))
    if name in CLAUSES:
        said = _said(text)
        return text if said is None else said
    return translate("Engine", text) if text in WORDS else text
