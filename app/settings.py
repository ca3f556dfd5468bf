"""What the window remembers, each setting declared once: name, type, default, meaning.

`settings.heatmap_opacity` reads, `settings.heatmap_opacity = 0.4` writes, stores and emits
`changed("heatmap_opacity")`. A stored value of the wrong type or out of range reads as the default,
so that an edited or damaged file never keeps the window from opening.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Generic, TypeVar, cast, overload

from PySide6.QtCore import QByteArray, QObject, QSettings, Signal

from annotation.review import BARS
from tracker.training import finetune_defaults

T = TypeVar("T")  # bool, int, float, str, bytes or list[str]

RECENT_LIMIT = 10


class Setting(Generic[T]):
    """One remembered value. `choices` or `low`/`high` bound what is accepted."""

    def __init__(
        self,
        key: str,
        default: T,
        meaning: str,
        *,
        choices: tuple[T, ...] = (),
        low: float | None = None,
        high: float | None = None,
    ) -> None:
        self.key = key
        self.default = default
        self.meaning = meaning
        self.choices = choices
        self.low = low
        self.high = high
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, settings: None, owner: type) -> Setting[T]: ...
    @overload
    def __get__(self, settings: Settings, owner: type) -> T: ...
    def __get__(self, settings: Settings | None, owner: type) -> Setting[T] | T:
        if settings is None:
            return self
        try:
            value = self.parse(settings.store.value(self.key, self.default))
        except (TypeError, ValueError):
            return self.default
        return value if self.accepts(value) else self.default

    def __set__(self, settings: Settings, value: T) -> None:
        value = self.parse(value)
        if not self.accepts(value):
            raise ValueError(f"{self.name}: {value!r} is not allowed")
        if value != self.__get__(settings, type(settings)):
            settings.store.setValue(
                self.key, QByteArray(value) if isinstance(value, bytes) else value
            )
            settings.changed.emit(self.name)

    def accepts(self, value: T) -> bool:
        """Whether `value` is among the choices and inside the bounds."""
        if self.choices and value not in self.choices:
            return False
        if isinstance(value, (int, float)):
            return (self.low is None or value >= self.low) and (
                self.high is None or value <= self.high
            )
        return True

    def parse(self, raw: Any) -> T:
        """What `raw`, as an ini file hands it back, means in this setting's type."""
        kind: Any = type(self.default)
        if kind is bool:
            return cast(T, raw if isinstance(raw, bool) else str(raw).lower() in ("true", "1"))
        if kind is bytes:
            return cast(T, bytes(raw.data()) if isinstance(raw, QByteArray) else bytes(raw))
        if kind is list:
            # An ini file gives back a list of one as a string and an empty list as nothing.
            items = [] if raw in (None, "") else [raw] if isinstance(raw, str) else list(raw)
            return cast(T, [str(item) for item in items])
        value: T = kind(raw)
        return value


class Settings(QObject):
    """All settings of the window, stored in an ini file in the user's configuration folder."""

    changed = Signal(str)
    """Name of the setting that changed."""

    theme = Setting("look/theme", "system", "Colours", choices=("system", "dark", "light"))
    language = Setting(
        "look/language", "system", "Language of the window", choices=("system", "en", "zh")
    )
    key_map = Setting(
        "keys/map", "default", "Keys to start from", choices=("default", "cvat", "imglabel")
    )
    own_keys = Setting("keys/own", "", "Keys a person changed, by map and action (JSON)")
    geometry = Setting("window/geometry", b"", "Place and size of the window")
    timeline_height = Setting("window/timeline_height", 244, "Height of the timeline", low=1)
    desk_height = Setting(
        "window/desk_height", 795, "Height of picture and timeline when that was chosen", low=1
    )
    columns = Setting("window/columns", b"", "Width of the panels beside the picture")
    side_tab = Setting(
        "window/side_tab", 0, "Which tab of the side panel is in front", low=0, high=9
    )
    workspace_visible = Setting("window/workspace", True, "Show the matches of the folder")
    workspace = Setting("files/workspace", "", "Folder whose matches are listed")
    open_match = Setting("files/open_match", "", "Project that is open now; '' after a proper end")
    hint_seen = Setting("window/hint_seen", False, "Whether the first steps were explained")
    recent = Setting[list[str]]("files/recent", [], "Videos and projects opened lately")
    last_folder = Setting("files/last_folder", "", "Folder the file dialogs start in")

    heatmap_visible = Setting("overlay/heatmap", False, "Show the model's confidence map")
    heatmap_opacity = Setting(
        "overlay/heatmap_opacity", 0.6, "Opacity of the confidence map", low=0, high=1
    )
    heatmap_stage = Setting(
        "overlay/heatmap_stage",
        "answer",
        "Heatmap after refinement, before it, or what it changed",
        choices=("answer", "draft", "change"),
    )
    motion_visible = Setting("overlay/motion", False, "Show motion polarity")
    motion_opacity = Setting(
        "overlay/motion_opacity", 0.6, "Opacity of the motion polarity", low=0, high=1
    )
    motion_interval = Setting(
        "overlay/motion_interval",
        "before",
        "Motion from the frame before, or to the frame after",
        choices=("before", "after"),
    )
    trail_visible = Setting("overlay/trail", True, "Show the ball's path")
    trail_opacity = Setting("overlay/trail_opacity", 0.8, "Opacity of the path", low=0, high=1)
    trail_length = Setting("overlay/trail_length", 12, "Frames of path shown", low=1, high=120)
    candidates_visible = Setting("overlay/candidates", False, "Show runner-up peaks")
    neighbours_visible = Setting(
        "overlay/neighbours", False, "Show the ball in the frames before and after"
    )
    loupe_visible = Setting("overlay/loupe", False, "Show the loupe at the cursor")

    previews = Setting("player/previews", True, "Make small pictures for smooth scrubbing")

    advance_after_decision = Setting(
        "review/advance", True, "Go on to the next frame worth a look after a decision"
    )
    review_bar = Setting(
        "review/bar", 0.0, "Least doubt that is asked about; 0: the usual", choices=(0.0, *BARS)
    )
    export_format = Setting(
        "export/format",
        "rallymark",
        "Label format",
        choices=("rallymark", "tracknetv2", "tracknet-tennis"),
    )
    export_sources = Setting(
        "export/sources", "all", "Labels to export", choices=("all", "human", "human+verified")
    )
    clip_trail = Setting("clip/trail", True, "Paint the ball's path on clips")
    clip_marker = Setting("clip/marker", True, "Paint the ball's marker on clips")
    clip_caption = Setting("clip/caption", False, "Write frame number and time on clips")
    weights = Setting("model/weights", "", "Weights that pre-label; empty: the default ones")
    device = Setting(
        "model/device", "auto", "Device that runs the model", choices=("auto", "cuda", "mps", "cpu")
    )
    runtime = Setting(
        "model/runtime",
        "auto",
        "What computes the model on a processor",
        choices=("auto", "torch", "openvino", "openvino-int8"),
    )
    mode = Setting(
        "model/mode",
        "fast",
        "How often the model looks at a frame: once, or three times and votes",
        choices=("fast", "accurate"),
    )
    finetune_epochs = Setting(
        "finetune/epochs", finetune_defaults.EPOCHS, "Epochs of a fine-tuning", low=1, high=1000
    )

    def __init__(self, path: Path | None = None, parent: QObject | None = None) -> None:
        """Args: path: ini file to use in place of the user's own (tests)."""
        super().__init__(parent)
        if path is None:
            self.store = QSettings(
                QSettings.Format.IniFormat, QSettings.Scope.UserScope, "rallymark", "rallymark"
            )
        else:
            self.store = QSettings(str(path), QSettings.Format.IniFormat)

    @classmethod
    def declared(cls) -> dict[str, Setting[Any]]:
        """Every setting by name."""
        return {name: value for name, value in vars(cls).items() if isinstance(value, Setting)}

    def remember_file(self, path: Path) -> None:
        """Put `path` first among the recent files and start file dialogs in its folder."""
        entry = str(path.resolve())
        others = [other for other in self.recent if other != entry]
        self.recent = [entry, *others][:RECENT_LIMIT]
        self.last_folder = str(path.resolve().parent)

    def forget_file(self, path: Path) -> None:
        """Drop `path` from the recent files."""
        self.recent = [other for other in self.recent if other != str(path.resolve())]
