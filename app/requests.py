"""Which requests of widgets lead to which workflow, and what follows another match."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer

from annotation.marks import Visibility
from app.beside import show_keys, show_menu_here, show_row_menu
from app.file_bindings import bind_file_requests
from app.messages import UNSAVED_TOPIC, MessageAction
from app.playhead import Playhead
from app.translation import translate
from app.workflows.threshold import threshold_text

if TYPE_CHECKING:
    from app.application import Desk

KEY_TOPIC = "key"
FIRST_STEPS = "first steps"
FIRST_STEPS_MS = 500
"""The first steps are told so long after the first match is open."""


def bind_requests(desk: Desk) -> None:
    """Connect what widgets ask for with who does it."""
    document, playhead = desk.document, desk.playhead
    document.opened.connect(lambda: _match_changed(desk))
    document.closed.connect(lambda: _match_changed(desk))
    desk.correct.on_screen = lambda: desk.canvas.shown_frame
    desk.canvas.placeRequested.connect(desk.correct.place)
    desk.canvas.spaceTapped.connect(lambda: desk.actions.trigger_key("Space"))
    document.stepped.connect(lambda first, last: show_step(playhead, first, last))
    desk.correct.decided.connect(desk.review.decided)
    desk.review.entered.connect(desk.prelabel.review_begun)
    desk.frame_panel.visibilityRequested.connect(
        lambda value: desk.correct.set_visibility(Visibility(value))
    )
    playhead.rested.connect(desk.frame_server.settle)
    desk.choice.changed.connect(
        lambda: desk.evidence.set_model(desk.choice.weights, desk.choice.device)
    )
    for changed in (document.opened, document.closed):
        changed.connect(lambda: desk.messages.withdraw("", UNSAVED_TOPIC))
    desk.prelabel.stateChanged.connect(lambda _state: _first_step_taken(desk))
    document.undo_stack.indexChanged.connect(lambda _index: _first_step_taken(desk))
    bind_file_requests(desk)
    desk.canvas.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
    desk.canvas.customContextMenuRequested.connect(lambda point: show_menu_here(desk, point))
    # What has the keyboard while no match is open knows no menu and passes it on.
    desk.window.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
    desk.window.customContextMenuRequested.connect(lambda _point: show_row_menu(desk))
    desk.window.closing.connect(desk.shut_down)
    desk.window.escaped.connect(lambda: _escape(desk))
    desk.message_bar.left.connect(desk.take_keys)
    _bind_refusals(desk)
    desk.review.queueChanged.connect(
        lambda: desk.timeline.lane.show_findings(
            desk.review.events, document.decided_events.keys(), desk.review.stretches.frames
        )
    )
    desk.review.queueChanged.connect(lambda: _show_outliers(desk))
    desk.rallies.changed.connect(lambda: desk.timeline.lane.show_rallies(desk.rallies.found))
    desk.shots.changed.connect(lambda: desk.timeline.lane.show_cuts(desk.shots.cuts))
    desk.timeline.thresholdTried.connect(desk.threshold.try_out)
    desk.timeline.thresholdChosen.connect(desk.threshold.choose)
    desk.threshold.handMoved.connect(desk.timeline.hold_threshold)
    desk.threshold.handMoved.connect(lambda threshold: _say_threshold(desk, threshold))
    desk.timeline.pointDragged.connect(
        lambda point: desk.canvas.preview(point and (point.frame, point.x, point.y))
    )
    desk.timeline.pointReleased.connect(
        lambda point: desk.correct.place_on_plot(point.frame, point.x, point.y)
    )
    playhead.rangeChanged.connect(lambda _count: desk.canvas.setFocus())


def _show_outliers(desk: Desk) -> None:
    for view in (desk.canvas, desk.frame_panel, desk.timeline):
        view.show_outliers(desk.review.outliers)


def show_first_steps(desk: Desk) -> None:
    """Once in a lifetime: the four things to know."""
    if desk.settings.hint_seen or not desk.document.is_open or desk.prelabel.state is not None:
        return
    desk.settings.hint_seen = True
    key = desk.actions.key_or_name
    text = translate(
        "Bindings",
        "{prelabel} lets the model find the ball, {next} goes to the next stretch worth a look, a "
        "click puts the ball right, {accept} accepts.",
    ).format(prelabel=key("prelabel"), next=key("next_suspect"), accept=key("accept"))
    everything = MessageAction(translate("Bindings", "All keys"), lambda: show_keys(desk))
    desk.messages.info(text, everything, topic=FIRST_STEPS)


def _first_step_taken(desk: Desk) -> None:
    """Who pre-labels, or decides something, has found out how; the picture is wanted whole."""
    if desk.prelabel.state is not None or desk.document.undo_stack.count():
        desk.messages.withdraw(FIRST_STEPS)


def _say_threshold(desk: Desk, threshold: float | None) -> None:
    """Tell where keys have moved it: the timeline may be out of sight."""
    if threshold is not None:
        desk.messages.show_value(threshold_text(threshold))


def _escape(desk: Desk) -> None:
    """Take back the drag that is going on, else the selection, else the newest message."""
    if desk.timeline.mouse.cancel():
        return
    if desk.selection.range is not None:
        desk.selection.clear()
    else:
        desk.message_bar.dismiss_newest()


def _bind_refusals(desk: Desk) -> None:
    """A key whose action is not possible now says so, it must not seem dead; until it is."""
    refused = ""

    def say_why_not(key: str) -> None:
        nonlocal refused
        name = desk.actions.keymap.owner(key)
        obstacle = desk.actions.obstacle(name) if name is not None else ""
        if name is not None and obstacle:
            refused = name
            desk.messages.withdraw(KEY_TOPIC)
            text = translate("Bindings", "{action}: {obstacle}.")
            said = desk.actions[name].text().removesuffix("…")
            desk.messages.info(text.format(action=said, obstacle=obstacle), topic=KEY_TOPIC)

    def look_again() -> None:
        nonlocal refused
        if refused and desk.actions[refused].isEnabled():
            refused = ""
            desk.messages.withdraw(KEY_TOPIC)

    desk.window.keyUnused.connect(say_why_not)
    desk.actions.stateChanged.connect(look_again)


def show_step(playhead: Playhead, first: int, last: int) -> None:
    """Stand where an undo or redo had its effect: what changes out of sight is not believed."""
    playhead.pause()
    if not first <= playhead.frame <= last:
        playhead.seek(first)


def _match_changed(desk: Desk) -> None:
    video = desk.document.video
    if video is None:
        desk.previews.cancel()
        desk.frame_server.close()
        desk.evidence.leave()
    else:
        desk.frame_server.open(video)
        desk.previews.serve()
        project = desk.document.project
        desk.evidence.open(video, project.path if project else None)
    desk.window.show_match(video is not None)
    if video is not None and not desk.settings.hint_seen:
        # The match comes first: it is much to paint at once.
        QTimer.singleShot(FIRST_STEPS_MS, desk.window, lambda: show_first_steps(desk))
    name = desk.document.name()
    desk.window.setWindowTitle(f"{name} — Rallymark" if name else "Rallymark")
