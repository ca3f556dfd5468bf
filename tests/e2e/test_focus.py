"""After a dialog the keys are the window's again, also on a desktop that does not see to it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from annotation.errors import AnnotationError
from annotation.project import Project
from tests.e2e.x_display import XDisplay, missing_tools, until
from tests.unit.tracker.clips import write_video

pytestmark = pytest.mark.skipif(
    bool(missing_tools()), reason=f"not installed here: {', '.join(missing_tools())}"
)

DIALOGS = (("ctrl+e", "Export labels"), ("g", "Go to"), ("ctrl+o", "Open a video or a project"))


def test_keys_work_after_a_dialog(user_home: Path, tmp_path: Path, project_root: Path) -> None:
    settings = user_home / "xdg_config_home" / "rallymark" / "rallymark.ini"
    settings.parent.mkdir(parents=True)
    settings.write_text("[look]\nlanguage=en\n", encoding="utf-8")
    video = write_video(tmp_path / "rally.mp4", 24, size=(320, 240))
    log = tmp_path / "window.log"

    def frame() -> int | None:
        """Where the playhead is, as the project remembers it."""
        try:
            with Project.open(video.with_suffix(".rally")) as project:
                return int(project.state("frame", 0))
        except AnnotationError:  # it is just being made
            return None

    with XDisplay(tmp_path) as display:
        window = display.start([sys.executable, str(project_root / "main.py"), str(video)], log)
        try:
            until(lambda: frame() == 0, "the match")
            # No window manager runs here: at first the keyboard has to be put into the window.
            display.window("^rally ")
            for key, title in DIALOGS:
                before = frame()
                display.press(key)
                display.window(title)
                display.press("Escape")
                until(lambda title=title: not display.has_window(title), "the dialog to go")
                until(
                    lambda before=before: frame() != before,
                    f"a key to be heard after {title}",
                    again=lambda: display.press("Right"),
                    again_seconds=2.5,
                )
        finally:
            window.kill()
            window.wait()
    assert "Traceback" not in log.read_text(encoding="utf-8", errors="replace")
