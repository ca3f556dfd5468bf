"""The correction loop as a person does it: a real window, real keys, a real mouse, no Qt here.

Open, pre-label, Tab through the queue, place, accept, no ball, undo, export, fine-tune, and
pre-label again with what was learnt. What happened is read from the files, as any other program
would.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch

from annotation.errors import AnnotationError
from annotation.formats import read_labels
from annotation.marks import BallMark, Source, Visibility
from annotation.project import Project
from annotation.review import review_queue
from tests.e2e.x_display import XDisplay, missing_tools, until
from tests.small_model import small_model
from tests.unit.tracker.clips import write_video

pytestmark = pytest.mark.skipif(
    bool(missing_tools()), reason=f"not installed here: {', '.join(missing_tools())}"
)

SIZE, FRAMES = (320, 240), 24
BACKGROUND = (200, 0, 200)
"""A colour that nothing else in the window has: it tells where the picture is."""
PLACE = (250, 170)
FILE = "rally"
SEED = 1
"""Of an untrained model that sees a ball everywhere and is never sure."""


def picture(number: int, width: int, height: int) -> np.ndarray:
    """A grey ball that crosses the picture."""
    pixels = np.full((height, width, 3), BACKGROUND, np.uint8)
    x, y = 40 + 8 * number, 60 + 3 * number
    pixels[y - 5 : y + 6, x - 5 : x + 6] = 230
    return pixels


@pytest.fixture
def video(tmp_path: Path) -> Path:
    folder = tmp_path / "footage"
    folder.mkdir()
    return write_video(folder / f"{FILE}.mp4", FRAMES, size=SIZE, picture=picture)


class Person:
    """Somebody at the window, who sees the screen and the files."""

    def __init__(
        self, display: XDisplay, project_path: Path, weights_folder: Path, settings: Path
    ) -> None:
        self.display = display
        self._settings = settings
        self._project_path = project_path
        self._weights_folder = weights_folder

    def project(self) -> Project | None:
        """The project file, once there is one."""
        try:
            return Project.open(self._project_path) if self._project_path.is_file() else None
        except AnnotationError:  # it is just being made
            return None

    def marks(self) -> dict[int, BallMark]:
        """The marks on the disk, by frame."""
        with self.project() as project:
            return {mark.frame: mark for mark in project.marks()}

    def frame(self) -> int:
        """Where the playhead has come to rest, as the project remembers it."""
        with self.project() as project:
            return int(project.state("frame", 0))

    def run_finished(self, model: str) -> bool:
        """Whether the weights of this name have answered every frame."""
        with self.project() as project:
            run = project.latest_run()
            return run is not None and run.finished is not None and run.model_name == model

    def learnt(self) -> str:
        """The name of the weights that fine-tuning made, '' before."""
        new = (path.stem for path in self._weights_folder.glob(f"{FILE}-*.safetensors"))
        return next(new, "")

    def chose(self, model: str) -> bool:
        """Whether the weights of this name are chosen."""
        return f"{model}." in self._settings.read_text(encoding="utf-8")

    def queue(self) -> set[int]:
        """The frames worth a look."""
        with self.project() as project:
            return set(review_queue(project.load_track()).frames.tolist())

    def rest(self, not_at: int, *keys: str) -> int:
        """Press keys, if any, until the playhead rests on another frame; which."""

        def press() -> None:
            if keys:
                self.display.press(*keys)

        press()
        until(
            lambda: self.frame() != not_at,
            f"the playhead to leave frame {not_at} {keys}",
            again=press,
        )
        return self.frame()

    def on_screen(self, x: float, y: float) -> tuple[float, float]:
        """Where on the screen the video's pixel (x, y) is, found by the picture's colour."""

        def outline() -> tuple[int, int, int, int] | None:
            red, green, blue = (self.display.screenshot()[..., i].astype(int) for i in range(3))
            rows, columns = np.nonzero((red > 150) & (green < 60) & (blue > 150))
            if len(rows) < 20_000:
                return None
            return columns.min(), rows.min(), columns.max() + 1, rows.max() + 1

        left, top, right, bottom = until(outline, "the picture on the screen")
        zoom = (right - left) / SIZE[0]
        assert (bottom - top) / SIZE[1] == pytest.approx(zoom, rel=0.02)
        return left + (x + 0.5) * zoom, top + (y + 0.5) * zoom


@pytest.fixture
def person(tmp_path: Path, user_home: Path, video: Path) -> Iterator[Person]:
    """Somebody at a screen of their own, whose settings choose a model that answers at once."""
    weights = user_home / "rallymark" / "weights"
    weights.mkdir(parents=True)
    settings = user_home / "xdg_config_home" / "rallymark" / "rallymark.ini"
    settings.parent.mkdir(parents=True)
    with torch.random.fork_rng():
        torch.manual_seed(SEED)
        model = small_model(weights / "small.safetensors")
    settings.write_text(
        f"[model]\nweights={model}\nruntime=torch\n[finetune]\nepochs=1\n[look]\nlanguage=en\n",
        encoding="utf-8",
    )
    screen = tmp_path / "screen"
    screen.mkdir()
    with XDisplay(screen) as display:
        yield Person(display, video.with_suffix(".rally"), weights, settings)


def test_the_whole_correction_loop(
    person: Person, video: Path, tmp_path: Path, project_root: Path
) -> None:
    display = person.display
    log = tmp_path / "window.log"
    window = display.start([sys.executable, str(project_root / "main.py")], log)
    try:
        display.window("^Rallymark$")
        correct(person, video)
        display.window(f"^{FILE} ")
        teach(person, window.pid)
        display.press("ctrl+q")
        assert window.wait(120) == 0
    except BaseException:
        print(log.read_text(encoding="utf-8", errors="replace"))
        raise
    finally:
        if window.poll() is None:
            window.kill()
            window.wait()
    assert "Traceback" not in log.read_text(encoding="utf-8", errors="replace")
    check_files(video, person.marks())


def correct(person: Person, video: Path) -> None:
    """Every step of the loop; each begins when the one before shows."""
    display = person.display

    # -- open
    display.press("ctrl+o")
    display.window("Open a video or a project")
    display.type(str(video))
    display.press("Return")
    until(person.project, "the project")
    display.window(f"^{FILE} ")

    # -- pre-label
    display.press("ctrl+p")
    until(lambda: person.run_finished("small"), "every frame to be answered")
    queue = person.queue()
    assert len(queue) > 3, "an untrained model is never sure"

    # -- to the queue, and a click where the ball is
    first = person.rest(0, "Tab")
    assert first in queue
    display.click(*person.on_screen(*PLACE))
    until(lambda: first in person.marks(), "the click to be a mark")
    placed = person.marks()[first]
    assert placed.source is Source.HUMAN
    # The mouse has whole pixels of the screen; the picture is shown larger than it is.
    assert placed.position == pytest.approx(PLACE, abs=0.6)

    # -- the next one: there is no ball
    second = person.rest(first, "Tab")
    assert second in queue
    display.press("x")
    until(lambda: second in person.marks(), "X to be a mark")
    assert person.marks()[second].visibility is Visibility.NO_BALL

    # -- a decision leads on by itself: no ball here either, but that is taken back
    third = person.rest(second)
    display.press("x")
    until(lambda: third in person.marks(), "the second X to be a mark")
    display.press("ctrl+z")
    until(lambda: third not in person.marks(), "the undo")
    assert set(person.marks()) == {first, second}

    # -- the model is right there after all (undo has gone back to it)
    until(lambda: person.frame() == third, "the playhead to go where the undo acted")
    display.press("Return")
    until(lambda: third in person.marks(), "Return to be a mark")
    assert person.marks()[third].source is Source.VERIFIED

    # -- export, with the choices as they stand
    display.press("ctrl+e")
    display.window("Export labels")
    display.press("Return")
    until(video.with_name(f"{FILE}_ball.csv").is_file, "the exported file")


def teach(person: Person, window: int) -> None:
    """Fine-tune on the corrections, and let what was learnt answer the match again."""
    display, marks = person.display, person.marks()
    training = Path(f"/proc/{window}/task/{window}/children")
    display.press("ctrl+t", "Return")
    until(training.read_text, "fine-tuning to begin")
    until(lambda: not training.read_text(), "fine-tuning to end")
    name = person.learnt()
    assert name, "new weights"

    def use() -> None:
        # The keyboard goes to "Use these weights", the match has it again after Escape.
        display.press("ctrl+t", "Return", "Escape")

    use()
    # No longer: once they are chosen, the next Return would begin another fine-tuning.
    until(lambda: person.chose(name), "the new weights to be chosen", again=use)

    def prelabel() -> None:
        display.press("ctrl+p")

    prelabel()
    until(lambda: person.run_finished(name), "answers of the new weights", again=prelabel)
    assert person.marks() == marks, "what a person said stays"


def check_files(video: Path, marks: dict[int, BallMark]) -> None:
    """The exported labels are the project's, frame by frame."""
    labels = read_labels(video.with_name(f"{FILE}_ball.csv"), SIZE, FRAMES)
    assert labels.frame.tolist() == list(range(FRAMES))
    assert sorted(mark.source for mark in marks.values()) == [
        Source.HUMAN,
        Source.HUMAN,
        Source.VERIFIED,
    ]
    for frame, mark in marks.items():
        assert labels.visibility[frame] == mark.visibility
        assert labels.source[frame] == mark.source.code
        if mark.position is not None:
            assert (labels.x[frame], labels.y[frame]) == pytest.approx(mark.position)
    others = np.setdiff1d(np.arange(FRAMES), list(marks))
    # What the model said, and what the path made of it between the marks.
    machine = (Source.MODEL.code, Source.INTERPOLATED.code)
    assert np.isin(labels.source[others], machine).all()
