"""The wheel over a side panel scrolls it, whatever lies under the mouse."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.application import Desk
from app.document import Document
from tests.gui.wheel import turn_wheel


def wheel(widget: QWidget) -> bool:
    """Turn it over the widget; whether what lies around gets the event."""
    return not turn_wheel(widget, widget.rect().center(), -1)


def values(document: Document, desk: Desk) -> list[object]:
    frame, setup = desk.frame_panel, desk.training_panel.setup
    controls = frame.overlay_controls
    return [
        document.threshold,
        document.project.state("threshold"),
        frame.threshold.slider.value(),
        *(slider.value() for slider in controls.sliders.values()),
        controls.stage.currentIndex(),
        controls.interval.currentIndex(),
        setup.epochs.value(),
        setup.base.currentIndex(),
    ]


@pytest.mark.parametrize("panel", ["frame", "training"])
def test_the_wheel_changes_no_value(labelled: Desk, qtbot: QtBot, panel: str) -> None:
    for name in ("heatmap", "motion", "trail"):
        if not labelled.canvas.overlays.visible(name):
            labelled.canvas.overlays.toggle(name)
    frame, setup = labelled.frame_panel, labelled.training_panel.setup
    setup.base.addItems(["one", "two"])
    setup.epochs.setValue(20)
    if panel == "frame":
        page = frame
        controls = frame.overlay_controls
        widgets = [frame.threshold.slider, *controls.sliders.values(), controls.stage]
        widgets.append(controls.interval)
    else:
        page = labelled.training_panel
        widgets = [setup.epochs, setup.epochs.lineEdit(), setup.base]
    labelled.window.tabs.setCurrentWidget(page)
    qtbot.wait(1)
    before = values(labelled.document, labelled)
    for widget in widgets:
        assert wheel(widget), widget
        assert values(labelled.document, labelled) == before, widget
