"""What each action does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from annotation.events import Event
from annotation.marks import Visibility
from annotation.segments import SegmentKind
from app.beside import change_keys, show_about, show_keys, show_menu_here, show_palette
from app.file_bindings import bind_files
from app.keymaps import MAPS
from app.languages import LANGUAGES
from app.messages import MessageAction
from app.playhead import Playhead
from app.report_bindings import bind_reports
from app.translation import translate
from app.widgets.file_dialogs import ask_weights
from app.widgets.go_to_dialog import GoToDialog
from app.widgets.overlays import Overlay

if TYPE_CHECKING:
    from app.application import Desk

FLASH_MS = 800
"""How long the raw picture shows where no key can be held."""
WAY_BACK = "way back"
SHUTTLE_SPEEDS = (1.0, 2.0, 4.0, 8.0)


def bind_actions(desk: Desk) -> None:
    """Give every action of the table what it does."""
    bind_files(desk)
    bind_reports(desk)
    desk.actions.bind("take_offer", desk.message_bar.take_offer)
    _bind_marks(desk)
    _bind_range(desk)
    _bind_review(desk)
    _bind_playing(desk)
    _bind_view(desk)
    _bind_model(desk)
    _bind_cancelling(desk)
    left = desk.actions.unbound()
    if left:
        raise RuntimeError(f"actions without effect: {sorted(left)}")


def _bind_cancelling(desk: Desk) -> None:
    """What the buttons in the status bar and of the Train tab do."""
    bind = desk.actions.bind
    bind("cancel_opening", desk.open_match.cancel)
    bind("cancel_clip", desk.reports.cancel_clip)
    bind("cancel_edit", desk.document.long_edit.cancel)
    bind("cancel_previews", desk.previews.cancel)
    bind("stop_finetune", desk.fine_tune.stop_early)
    bind("cancel_finetune", desk.fine_tune.abort)


def _bind_marks(desk: Desk) -> None:
    bind, correct = desk.actions.bind, desk.correct
    bind("accept", correct.accept)
    bind("no_ball", correct.no_ball)
    bind("place", correct.place_likely)
    bind("occluded", correct.occluded)
    bind("clear", correct.clear)
    bind("fill", correct.fill)
    bind("accept_to_here", correct.accept_to_here)
    bind("accept_arc", correct.accept_arc)
    bind("no_ball_arc", correct.no_ball_arc)
    bind("accept_to_doubt", correct.accept_to_doubt)
    correct.next_doubt = desk.review.next_doubt
    correct.go_on_from = desk.review.go_on_from
    for visibility in Visibility:
        bind(
            f"visibility_{int(visibility)}",
            partial(correct.set_visibility, visibility),
        )
    for kind in Event:
        name = "none" if kind is Event.FLYING else kind.name.lower()
        bind(f"event_{name}", partial(correct.decide_event, kind))
    for number in range(1, 6):
        bind(f"candidate_{number}", partial(correct.take_candidate, number))
    directions = {"left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1)}
    for name, (dx, dy) in directions.items():
        bind(f"nudge_{name}", partial(correct.nudge_held, dx, dy))
        bind(f"nudge_{name}_fine", partial(correct.nudge, dx / 10, dy / 10))
    bind("previous_mark", correct.previous_mark)
    bind("next_mark", correct.next_mark)
    bind("previous_event", correct.previous_event)
    bind("next_event", correct.next_event)
    correct.events = lambda: desk.review.events


def _bind_range(desk: Desk) -> None:
    bind, ranges, timeline = desk.actions.bind, desk.range_actions, desk.timeline
    bind("mark_in", ranges.mark_in)
    bind("mark_out", ranges.mark_out)
    bind("select_stretch", ranges.select_stretch)
    bind("select_all", ranges.select_all)
    bind("deselect", desk.selection.clear)
    bind("accept_range", ranges.accept)
    bind("no_ball_range", ranges.no_ball)
    bind("clear_range", ranges.clear)
    bind("fill_range", ranges.fill)
    bind("retrack_range", ranges.retrack)
    for kind in SegmentKind:
        if kind.is_excluded:
            bind(f"exclude_{kind.name.lower()}", partial(ranges.exclude, kind))
    bind("include_range", ranges.include)
    bind("select_shot", desk.shots.select_shot)
    bind("select_rally", desk.rallies.select)
    bind("timeline_in", timeline.zoom_in)
    bind("timeline_out", timeline.zoom_out)
    bind("timeline_fit", timeline.view.fit)
    bind("zoom_selection", timeline.show_selection)
    timeline.stretchWanted.connect(ranges.select_stretch)


def _bind_review(desk: Desk) -> None:
    bind, review, settings = desk.actions.bind, desk.review, desk.settings
    bind("next_suspect", review.next)
    bind("previous_suspect", review.previous)
    bind("worst", review.worst)
    bind("accept_stretch", lambda: _settle(desk, desk.range_actions.accept))
    bind("no_ball_stretch", lambda: _settle(desk, desk.range_actions.no_ball))
    bind("select_doubt", lambda: _select_doubt(desk))
    bind("filters", lambda: _show_filters(desk))
    bind("filter_reason", lambda: _filter(desk, review.next_reason))
    bind("filter_answer", lambda: _filter(desk, review.next_answer))
    bind("raise_bar", lambda: _filter(desk, review.raise_bar))
    bind("lower_bar", lambda: _filter(desk, review.lower_bar))
    bind("clear_filter", review.show_all)

    def switch_advance() -> None:
        settings.advance_after_decision = not settings.advance_after_decision

    def show_advance() -> None:
        desk.actions["advance"].setChecked(settings.advance_after_decision)

    bind("advance", switch_advance)
    settings.changed.connect(lambda _name: show_advance())
    show_advance()


def _settle(desk: Desk, act: Callable[[tuple[int, int], Callable[[], None]], None]) -> None:
    """Settle the stretch of doubt around the frame in view, and go on to the next."""
    stretch = desk.review.here
    if stretch is not None:
        act((stretch.first, stretch.last), lambda: desk.review.decided_stretch(stretch))


def _select_doubt(desk: Desk) -> None:
    stretch = desk.review.here
    if stretch is not None:
        desk.selection.set(stretch.first, stretch.last)


def _show_filters(desk: Desk) -> None:
    """Show the filters with the queue they are about, or put them away."""
    if desk.window.tabs.currentWidget() is not desk.review_panel:
        desk.window.show_tab(desk.review_panel)
        if desk.review_panel.filters.isVisibleTo(desk.review_panel):
            desk.actions["filters"].setChecked(True)
            return
    desk.review_panel.toggle_filters()


def _filter(desk: Desk, change: Callable[[], None]) -> None:
    """Change the filter by key; what it is now must be seen."""
    desk.window.show_tab(desk.review_panel)
    if not desk.review_panel.filters.isVisibleTo(desk.review_panel):
        desk.review_panel.toggle_filters()
    change()


def _bind_playing(desk: Desk) -> None:
    bind, playhead = desk.actions.bind, desk.playhead

    def go_to() -> None:
        playhead.pause()
        video = desk.document.video
        frame = GoToDialog.ask(video.index, playhead.frame, desk.window) if video else None
        if frame is not None:
            playhead.seek(frame)

    def next_uneven() -> None:
        video = desk.document.video
        frame = video.timing.next_irregular(playhead.frame) if video else None
        if frame is not None:
            jump(frame)

    def shuttle_or_step(direction: int) -> None:
        if desk.pause_key.down:
            playhead.step(direction)
        else:
            shuttle(playhead, direction)

    def step_while_held(held: bool) -> None:
        # J and L repeat as single steps only: repeated as a shuttle they would race to 8×.
        for name in ("reverse", "forward"):
            desk.actions[name].setAutoRepeat(held)

    def jump(frame: int) -> None:
        playhead.pause()
        playhead.seek(frame)

    def show_previews() -> None:
        desk.actions["previews"].setChecked(desk.settings.previews)

    def switch_previews() -> None:
        desk.settings.previews = not desk.settings.previews
        show_previews()
        desk.frame_server.use_previews(None)
        desk.previews.serve()

    show_previews()
    bind("previews", switch_previews)
    bind("play", playhead.toggle)
    bind("pause", playhead.pause)
    bind("forward", lambda: shuttle_or_step(1))
    bind("reverse", lambda: shuttle_or_step(-1))
    desk.pause_key.changed.connect(step_while_held)
    bind("slower", lambda: playhead.change_speed(-1))
    bind("faster", lambda: playhead.change_speed(1))
    bind("previous_frame", lambda: playhead.step(-1))
    bind("next_frame", lambda: playhead.step(1))
    bind("back_ten", lambda: playhead.step(-10))
    bind("forward_ten", lambda: playhead.step(10))
    bind("first_frame", lambda: jump(0))
    bind("last_frame", lambda: jump(playhead.last_frame))
    bind("go_to", go_to)
    bind("next_uneven", next_uneven)
    bind("previous_rally", desk.rallies.previous)
    bind("next_rally", desk.rallies.next)
    bind("loop_from", playhead.loop_from_here)
    bind("loop_to", playhead.loop_to_here)
    bind("loop_off", playhead.clear_loop)


def shuttle(playhead: Playhead, direction: int) -> None:
    """J and L: play that way at the speed that was chosen; pressed again, faster, up to 8×."""
    rate = abs(playhead.chosen_rate)
    if playhead.playing and playhead.rate * direction > 0:
        faster = [speed for speed in SHUTTLE_SPEEDS if speed > abs(playhead.rate)]
        rate = faster[0] if faster else SHUTTLE_SPEEDS[-1]
    playhead.play(direction * rate)


def flash_raw(desk: Desk) -> None:
    """The raw picture while the key is held; chosen in the menu, for a moment."""
    raw = desk.canvas.raw
    raw.hold(True)
    if not desk.raw_key.down:
        QTimer.singleShot(FLASH_MS, raw, lambda: raw.hold(False))


def _bind_view(desk: Desk) -> None:
    bind, window, overlays = desk.actions.bind, desk.window, desk.canvas.overlays
    names = ("heatmap", "motion", "trail", "candidates", "loupe", "neighbours")

    def show_checks() -> None:
        for name in names:
            desk.actions[name].setChecked(overlays.visible(name))

    for name in names:
        bind(name, partial(overlays.toggle, name))
    overlays.changed.connect(lambda _name: show_checks())
    show_checks()
    bind("heatmap_stage", overlays.next_heatmap_stage)
    bind("motion_interval", overlays.swap_motion_interval)
    overlays, trail = desk.canvas.overlays, (Overlay.TRAIL,)
    bind("stronger", lambda: _step_opacity(desk, 1, overlays.in_hand))
    bind("fainter", lambda: _step_opacity(desk, -1, overlays.in_hand))
    bind("trail_stronger", lambda: _step_opacity(desk, 1, trail))
    bind("trail_fainter", lambda: _step_opacity(desk, -1, trail))
    bind("raw", lambda: flash_raw(desk))
    raw = desk.canvas.raw
    desk.raw_key.changed.connect(raw.hold)
    bind("flicker", lambda: raw.flicker(not raw.flickering))
    raw.flickerChanged.connect(desk.actions["flicker"].setChecked)
    bind("fit", desk.canvas.fit)
    bind("zoom_in", lambda: desk.canvas.zoom_by(1.25))
    bind("zoom_out", lambda: desk.canvas.zoom_by(0.8))
    bind("full_screen", window.switch_full_screen)

    def show_full_screen() -> None:
        whole = window.isFullScreen() and not window.picture_only
        desk.actions["full_screen"].setChecked(whole)

    for changed in (window.fullScreenChanged, window.pictureOnlyChanged):
        changed.connect(show_full_screen)
    desk.actions["full_screen"].triggered.connect(show_full_screen)
    show_full_screen()
    bind("workspace", lambda: show_workspace(desk, desk.actions["workspace"].isChecked()))
    desk.workspace.changed.connect(lambda: show_workspace(desk))
    show_workspace(desk)
    bind("show_queue", lambda: _show_tab(desk, desk.review_panel))
    bind("show_frame", lambda: _show_tab(desk, desk.frame_panel))
    bind("show_rallies", lambda: _show_tab(desk, desk.rally_panel))
    bind("picture_only", lambda: window.show_picture_only(not window.picture_only))
    bind("leave_picture", lambda: window.show_picture_only(False))
    told = False

    def picture_only_changed() -> None:
        nonlocal told
        desk.actions["picture_only"].setChecked(window.picture_only)
        if window.picture_only and not told:
            told = True  # Once: who knows the way back wants the picture alone.
            text = translate("Bindings", "The panels come back with {key}.")
            text = text.format(key=desk.actions.key_or_name("leave_picture"))
            desk.messages.info(text, topic=WAY_BACK)
        elif not window.picture_only:
            desk.messages.withdraw(WAY_BACK)

    window.pictureOnlyChanged.connect(picture_only_changed)

    _bind_choice(desk, "theme", ("system", "dark", "light"))
    _bind_choice(desk, "language", ("system", *LANGUAGES))
    desk.settings.changed.connect(
        lambda name: change_language(desk) if name == "language" else None
    )
    _bind_choice(desk, "key_map", tuple(MAPS))
    bind("palette", lambda: show_palette(desk))
    bind("menu_here", lambda: show_menu_here(desk))
    bind("change_keys", lambda: change_keys(desk))
    bind("keys", lambda: show_keys(desk))
    bind("about", lambda: show_about(desk))


def _show_tab(desk: Desk, page: QWidget) -> None:
    """Show a tab whose buttons all have keys of their own: the keyboard stays with the picture."""
    desk.window.show_tab(page)
    desk.take_keys()


def _step_opacity(desk: Desk, steps: int, which: Sequence[Overlay]) -> None:
    """Paint overlays stronger or fainter, and say how strongly now."""
    overlays = desk.canvas.overlays
    overlays.step_opacity(steps, which)
    said = (
        f"{desk.actions[name].iconText()} {100 * overlays.opacity(name):.0f} %" for name in which
    )
    desk.messages.show_value(" · ".join(said))


def _bind_choice(desk: Desk, setting: str, choices: tuple[str, ...]) -> None:
    """Let the actions `<setting>_<choice>` choose the value of a setting, and show it."""
    settings, actions = desk.settings, desk.actions

    def show(name: str = setting) -> None:
        if name == setting:
            actions[f"{setting}_{getattr(settings, setting)}"].setChecked(True)

    for choice in choices:
        actions.bind(f"{setting}_{choice}", partial(setattr, settings, setting, choice))
    settings.changed.connect(show)
    show()


def show_workspace(desk: Desk, wanted: bool | None = None) -> None:
    """Show the matches of the folder where there are several, unless a person wants it not."""
    if wanted is not None:
        desk.settings.workspace_visible = wanted
    desk.actions["workspace"].setChecked(desk.settings.workspace_visible)
    several = len(desk.workspace.entries) > 1
    desk.window.show_workspace(desk.settings.workspace_visible and several)


def change_language(desk: Desk) -> None:
    """Ask for a window in the wanted language, once no job would be interrupted by it."""
    running = desk.fine_tune.training.running or desk.reports.writing_clip
    # With an edit that is not whole yet, its step would be missing from the history.
    rebuild = partial(desk.document.long_edit.when_free, desk.rebuildRequested.emit)
    if not (desk.prelabel.running or running):
        rebuild()
        return
    desk.messages.info(
        translate("Bindings", "A job is running. The language changes at the next start."),
        MessageAction(translate("Bindings", "Stop it and change now"), rebuild),
        topic="language",
    )


def _bind_model(desk: Desk) -> None:
    bind = desk.actions.bind

    def ask_for_weights() -> None:
        path = ask_weights(desk.window, desk.settings)
        if path is not None:
            desk.choice.use_file(path)

    bind("prelabel", desk.prelabel.start)
    bind("prelabel_all", desk.workspace.prelabel_all)
    bind("pause_job", desk.prelabel.toggle_paused)
    bind("cancel_job", desk.prelabel.cancel)
    bind("open_weights", ask_for_weights)
    bar = desk.top_bar
    bind("choose_weights", lambda: bar.open_menu(bar.model_button))
    bind("choose_device", lambda: bar.open_menu(bar.device_button))
    bind("raise_threshold", lambda: _step_threshold(desk, 1))
    bind("lower_threshold", lambda: _step_threshold(desk, -1))
    for key in desk.threshold_keys:
        key.changed.connect(lambda down: None if down else desk.threshold.let_go())
    bind("finetune", desk.show_training)
    desk.training_panel.left.connect(desk.take_keys)


def _step_threshold(desk: Desk, steps: int) -> None:
    """Try another threshold, which is chosen when the key is let go; from a menu, at once."""
    desk.threshold.step(steps)
    if not any(key.down for key in desk.threshold_keys):
        desk.threshold.let_go()
