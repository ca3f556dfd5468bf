"""Painting stays in the window's thread: handing pixels to others takes longer than painting."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PAINT = """
import sys
from pathlib import Path
from PySide6.QtCore import QLineF
from PySide6.QtGui import QColor, QImage, QPainter, QPen
from PySide6.QtWidgets import QApplication
from app.application import build_desk
from app.settings import Settings

app = QApplication([])
desk = build_desk(app, Settings(Path(sys.argv[1])))
image = QImage(600, 600, QImage.Format.Format_RGB32)
with QPainter(image) as painter:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(0, 0, 0, 100), 3.0))
    painter.drawLine(QLineF(10.3, 10.2, 500.1, 400.7))
print([task.read_text().strip() for task in Path("/proc/self/task").glob("*/comm")])
desk.discard()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="threads are told by /proc")
def test_a_long_line_is_painted_without_other_threads(tmp_path: Path, user_home: Path) -> None:
    settings = tmp_path / "settings.ini"
    done = subprocess.run(
        [sys.executable, "-c", PAINT, str(settings)], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert "'python" in done.stdout
    assert "pooled" not in done.stdout
