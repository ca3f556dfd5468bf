"""Every action of the window, declared once: id, text, shortcut, when it is possible.

Menus, toolbars, tooltips and the key sheet are built from this table. Its English texts are
translated where they are shown (`app.actions`). The digits 1–5 take runner-up
peaks, the quickest correction there is; visibility therefore sits on Alt+0…3.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Flag, auto


class When(Flag):
    """What must hold for an action to be possible; flags combine, all must hold."""

    ALWAYS = 0
    MATCH = auto()
    """A match is open."""
    BALL = auto()
    """The frame in view has a ball position, the model's or a person's."""
    MARKED = auto()
    """The frame in view has a mark of its own (human, verified or interpolated)."""
    ANSWERED = auto()
    """The frame in view has a mark or a prediction."""
    PEAKS = auto()
    """The model found peaks in the frame in view."""
    UNDO = auto()
    REDO = auto()
    QUEUE = auto()
    """The review queue is not empty."""
    IDLE = auto()
    """No pre-labelling of the match on screen runs."""
    JOB = auto()
    """A pre-labelling runs."""
    LOOP = auto()
    """Playing repeats a stretch."""
    UNEVEN = auto()
    """The video has frames that repeat a time, or gaps."""
    PICTURE_ONLY = auto()
    """Nothing but the picture is on screen."""
    SEVERAL = auto()
    """The folder holds several matches."""
    RANGE = auto()
    """A stretch of frames is selected."""
    DOUBT = auto()
    """The frame in view lies in a stretch of the review queue."""
    RALLIES = auto()
    """There are rallies to go to."""
    RALLY = auto()
    """The frame in view lies in a rally."""
    FILTERED = auto()
    """A filter hides part of the review queue."""
    OFFER = auto()
    """A message on screen has a button."""
    OVERLAY = auto()
    """An overlay is shown that can be stronger or fainter."""
    OPENING = auto()
    """A match is being opened."""
    CLIP = auto()
    """A clip is being written."""
    EDITING = auto()
    """Many frames are being edited, and it is not in the project yet."""
    PREVIEWS = auto()
    """Previews for scrubbing are being made."""
    TRAINING = auto()
    """A fine-tuning runs."""
    LEARNING = auto()
    """A fine-tuning learns: it has begun to, and does not end yet."""


WITHOUT_MATCH = (
    When.IDLE | When.JOB | When.SEVERAL | When.OFFER | When.OPENING | When.CLIP
    | When.TRAINING | When.LEARNING
)  # fmt: skip
"""What can hold while no match is open; of all else, that one is missing is the first to say."""


@dataclass(frozen=True)
class ActionSpec:
    """One action."""

    id: str
    text: str
    keys: tuple[str, ...] = ()
    when: When = When.ALWAYS
    menu: str = ""
    group: int = 0
    """Groups of a menu are parted by a line."""
    icon: str = ""
    hint: str = ""
    """Longer than the text, for tooltips and the key sheet."""
    checkable: bool = False
    repeats: bool = False
    """Whether holding the key repeats it."""
    short: str = ""
    """The text on buttons, where the text is too long for them."""
    choice: str = ""
    """One of several of which one holds: the name of the submenu that holds them."""
    submenu: str = ""
    """The submenu it stands in, where the menu would be too long for it."""


M = When.MATCH

ACTIONS: tuple[ActionSpec, ...] = (
    # -- File
    ActionSpec("open", "Open…", ("Ctrl+O",), menu="File", icon="open",
               hint="Open a video or a project"),
    ActionSpec("open_folder", "Open folder…", ("Ctrl+Shift+O",), menu="File", icon="folder",
               hint="List the matches of a folder beside the picture"),
    ActionSpec("demo", "Open the demo rally", (), menu="File", icon="film"),
    ActionSpec("cancel_opening", "Cancel opening", (), When.OPENING, "File", 0, "cancel",
               "Stop opening; the match on screen stays"),
    ActionSpec("import", "Import labels…", ("Ctrl+I",), M, "File", 1, "import",
               "Put the labels of a file, or of a colleague's project, into this match"),
    ActionSpec("export", "Export labels…", ("Ctrl+E",), M, "File", 1, "export",
               "Export the labels as CSV"),
    ActionSpec("export_clip", "Export annotated clip…", ("Ctrl+Shift+E",), M, "File", 1, "film",
               "Write a stretch of the video with trail and marker as mp4"),
    ActionSpec("cancel_clip", "Cancel clip", (), When.CLIP, "File", 1, "cancel",
               "Stop writing the clip; nothing of it is left behind"),
    ActionSpec("save_view", "Save picture…", ("Ctrl+Shift+S",), M, "File", 1,
               hint="Save what the picture shows, overlays included, as PNG"),
    ActionSpec("label_report", "Label report…", ("Ctrl+Shift+R",), M, "File", 1,
               hint="Write a page about the labels: coverage, confidence, corrections, speed"),
    ActionSpec("export_rallies", "Export rallies…", (), When.RALLIES, "File", 1,
               hint="Write when each rally begins and ends, and how often the ball is hit, as CSV",
               short="Export…"),
    ActionSpec("reveal", "Show project in folder", (), M, "File", 1, "folder"),
    ActionSpec("previous_match", "Previous match", ("Ctrl+PgUp",), When.SEVERAL, "File", 2,
               hint="Open the match before this one in the folder"),
    ActionSpec("next_match", "Next match", ("Ctrl+PgDown",), When.SEVERAL, "File", 2,
               hint="Open the match after this one in the folder"),
    ActionSpec("close", "Close match", ("Ctrl+W",), M, "File", 2),
    ActionSpec("quit", "Quit", ("Ctrl+Q",), menu="File", group=2),
    # -- Edit
    ActionSpec("undo", "Undo", ("Ctrl+Z",), When.UNDO, "Edit", 0, "undo", repeats=True),
    ActionSpec("redo", "Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), When.REDO, "Edit", 0, "redo",
               repeats=True),
    ActionSpec("cancel_edit", "Cancel long edit", (), When.EDITING, "Edit", 0, "cancel",
               "Take the edit of many frames back while it is being written"),
    ActionSpec("copy_view", "Copy picture", ("Ctrl+Shift+C",), M, "Edit", 1,
               hint="Put what the picture shows, overlays included, on the clipboard"),
    ActionSpec("take_offer", "Answer message", ("Ctrl+J",), When.OFFER, "Edit", 2,
               hint="Press the button of the newest message that has one; of several, choose with "
               "the arrows and Enter"),
    # -- Mark
    ActionSpec("accept", "Accept", ("Return", "Enter"), When.ANSWERED, "Mark", 0, "accept",
               "The answer is right: make it verified"),
    ActionSpec("no_ball", "No ball", ("X",), M, "Mark", 0, "no-ball",
               "There is no ball in this frame"),
    ActionSpec("place", "Place ball", ("P",), M, "Mark", 0, "place",
               "Put the ball where those of the frames around lead; the nudge keys move it"),
    ActionSpec("occluded", "Occluded", ("Q",), When.BALL, "Mark", 0, "occluded",
               "The ball is hidden here; its position stays"),
    ActionSpec("clear", "Clear mark", ("Delete", "Backspace"), When.MARKED, "Mark", 0, "clear",
               "Delete the mark; the model's answer shows again", short="Clear"),
    ActionSpec("fill", "Fill between marks", ("F",), M, "Mark", 1, "fill",
               "Fill linearly between the nearest marks before and after this frame",
               short="Fill gap"),
    ActionSpec("accept_to_here", "Accept up to here", ("Shift+Return", "Shift+Enter"), M, "Mark",
               1, "accept", "Verify every frame from the last mark to this one",
               short="To here"),
    ActionSpec("accept_arc", "Accept arc", ("A",), When.BALL, "Mark", 1, "accept",
               "Verify the whole flight through this frame, from hit to hit", short="Arc"),
    ActionSpec("no_ball_arc", "No ball along arc", ("Shift+X",), When.BALL, "Mark", 1, "no-ball",
               "There is no ball on the whole flight through this frame", short="No arc"),
    ActionSpec("accept_to_doubt", "Accept up to the next doubt", ("Shift+A",), M, "Mark", 1,
               "accept", "Verify every frame from this one to the next doubtful one, and go there",
               short="To doubt"),
    ActionSpec("event_hit", "Hit", ("Ctrl+1",), M, "Mark", 2, submenu="Event",
               hint="The ball is hit in this frame; again takes it back"),
    ActionSpec("event_bounce", "Bounce", ("Ctrl+2",), M, "Mark", 2, submenu="Event",
               hint="The ball bounces in this frame; again takes it back"),
    ActionSpec("event_net", "Net touch", ("Ctrl+3",), M, "Mark", 2, submenu="Event",
               hint="The ball touches the net in this frame; again takes it back"),
    ActionSpec("event_none", "No event", ("Ctrl+4",), M, "Mark", 2, submenu="Event",
               hint="Nothing happens to the ball in this frame; again takes it back"),
    ActionSpec("visibility_0", "Visibility 0: no ball", ("Alt+0",), M, "Mark", 2,
               submenu="Visibility"),
    ActionSpec("visibility_1", "Visibility 1: easy to see", ("Alt+1",), When.BALL, "Mark", 2,
               submenu="Visibility"),
    ActionSpec("visibility_2", "Visibility 2: hard to see", ("Alt+2",), When.BALL, "Mark", 2,
               submenu="Visibility"),
    ActionSpec("visibility_3", "Visibility 3: occluded", ("Alt+3",), When.BALL, "Mark", 2,
               submenu="Visibility"),
    *(
        ActionSpec(f"candidate_{k}", f"Take peak {k}", (str(k),), When.PEAKS, "Mark", 2,
                   submenu="Take peak", hint=f"Put the ball on the model's peak number {k}")
        for k in range(1, 6)
    ),
    ActionSpec("nudge_left", "Nudge left", ("Alt+Left",), When.BALL, "Mark", 2, repeats=True,
               submenu="Nudge",
               hint="Move the ball by 1 pixel, held farther and farther; with Shift by 0.1"),
    ActionSpec("nudge_right", "Nudge right", ("Alt+Right",), When.BALL, "Mark", 2, repeats=True,
               submenu="Nudge"),
    ActionSpec("nudge_up", "Nudge up", ("Alt+Up",), When.BALL, "Mark", 2, repeats=True,
               submenu="Nudge"),
    ActionSpec("nudge_down", "Nudge down", ("Alt+Down",), When.BALL, "Mark", 2, repeats=True,
               submenu="Nudge"),
    ActionSpec("nudge_left_fine", "Nudge left by 0.1 px", ("Alt+Shift+Left",), When.BALL,
               repeats=True),
    ActionSpec("nudge_right_fine", "Nudge right by 0.1 px", ("Alt+Shift+Right",),
               When.BALL, repeats=True),
    ActionSpec("nudge_up_fine", "Nudge up by 0.1 px", ("Alt+Shift+Up",), When.BALL, repeats=True),
    ActionSpec("nudge_down_fine", "Nudge down by 0.1 px", ("Alt+Shift+Down",), When.BALL,
               repeats=True),
    # -- Range: on the selection, Ctrl with the key that does the same to one frame
    ActionSpec("mark_in", "Mark in", ("Shift+I",), M, "Range", 0, "mark-in",
               "Let the selection begin at this frame"),
    ActionSpec("mark_out", "Mark out", ("Shift+O",), M, "Range", 0, "mark-out",
               "Let the selection end at this frame"),
    ActionSpec("select_stretch", "Select stretch", ("S",), M, "Range", 0,
               hint="Select the frames around this one that are answered alike"),
    ActionSpec("select_shot", "Select shot", ("Alt+S",), M, "Range", 0,
               hint="Select the frames between the cuts before and after this one"),
    ActionSpec("select_rally", "Select rally", ("Shift+B",), When.RALLY, "Range", 0,
               hint="Select the rally around this frame", short="Select"),
    ActionSpec("select_all", "Select all", ("Ctrl+A",), M, "Range", 0),
    ActionSpec("deselect", "Select nothing", ("Ctrl+D",), When.RANGE, "Range", 0, "cancel",
               "Select nothing; Escape does it too"),
    ActionSpec("accept_range", "Accept selection", ("Ctrl+Return", "Ctrl+Enter"), When.RANGE,
               "Range", 1, "accept", "Verify every answer in the selection", short="Accept"),
    ActionSpec("no_ball_range", "No ball in selection", ("Ctrl+X",), When.RANGE, "Range", 1,
               "no-ball", "There is no ball in any of the selected frames", short="No ball"),
    ActionSpec("clear_range", "Clear selection's marks", ("Ctrl+Delete", "Ctrl+Backspace"),
               When.RANGE, "Range", 1, "clear", "Delete every mark in the selection",
               short="Clear"),
    ActionSpec("fill_range", "Fill selection", ("Ctrl+F",), When.RANGE, "Range", 1, "fill",
               "Fill between the positions you gave around or inside the selection",
               short="Fill"),
    ActionSpec("retrack_range", "Track selection again", ("Ctrl+R",), When.RANGE | When.IDLE,
               "Range", 1, "retrack", "Let the chosen model answer the selected frames again",
               short="Re-track"),
    ActionSpec("exclude_break", "Exclude as break", ("Ctrl+Shift+X",), When.RANGE, "Range", 2,
               "exclude", "There is no play in the selection: leave it out"),
    ActionSpec("exclude_replay", "Exclude as replay", ("Ctrl+Shift+Y",), When.RANGE, "Range", 2,
               hint="The selection is a replay: leave it out"),
    ActionSpec("exclude_close_up", "Exclude as close-up", ("Ctrl+Shift+U",), When.RANGE, "Range",
               2, hint="The selection is a close-up: leave it out"),
    ActionSpec("include_range", "Include as play", ("Ctrl+Shift+I",), When.RANGE, "Range", 2,
               hint="The selection is play, whatever was guessed"),
    # -- Play
    ActionSpec("play", "Play or pause", ("Space",), M, "Play", 0, "play"),
    ActionSpec("reverse", "Play backwards", ("J",), M, "Play", 0, "reverse",
               "Again for 2×, 4×, 8×; while K is held, one frame back"),
    ActionSpec("pause", "Pause", ("K",), M, "Play", 0, "pause",
               "Hold it: J and L go frame by frame"),
    ActionSpec("forward", "Play forwards", ("L",), M, "Play", 0, "play",
               "Again for 2×, 4×, 8×; while K is held, one frame on"),
    ActionSpec("slower", "Slower", ("<",), M, "Play", 0,
               hint="Lower the speed of play, down to 0.1×"),
    ActionSpec("faster", "Faster", (">",), M, "Play", 0,
               hint="Raise the speed of play, up to 8×"),
    ActionSpec("previous_frame", "Previous frame", ("Left", ","), M, "Play", 1, "step-back",
               repeats=True),
    ActionSpec("next_frame", "Next frame", ("Right", "."), M, "Play", 1, "step-forward",
               repeats=True),
    ActionSpec("back_ten", "Ten frames back", ("Shift+Left",), M, "Play", 1, repeats=True),
    ActionSpec("forward_ten", "Ten frames on", ("Shift+Right",), M, "Play", 1, repeats=True),
    ActionSpec("first_frame", "First frame", ("Home",), M, "Play", 2, "jump-start"),
    ActionSpec("last_frame", "Last frame", ("End",), M, "Play", 2, "jump-end"),
    ActionSpec("go_to", "Go to…", ("G",), M, "Play", 2, hint="Go to a frame or a timecode"),
    ActionSpec("next_uneven", "Next gap or repeat", ("U",), M | When.UNEVEN, "Play", 2,
               "warning", "Next frame whose time is out of step"),
    ActionSpec("loop_from", "Loop from here", ("I",), M, "Play", 4, "loop-in",
               submenu="Loop", hint="Playing repeats from this frame on"),
    ActionSpec("loop_to", "Loop to here", ("O",), M, "Play", 4, "loop-out",
               submenu="Loop", hint="Playing repeats up to this frame"),
    ActionSpec("loop_off", "No loop", ("Shift+L",), M | When.LOOP, "Play", 4, "loop-off",
               submenu="Loop", hint="Forget the loop: play on to the end"),
    ActionSpec("previous_mark", "Previous mark", ("[",), M, "Play", 3,
               submenu="Marks and events", repeats=True,
               hint="Previous frame that a person marked"),
    ActionSpec("next_mark", "Next mark", ("]",), M, "Play", 3,
               submenu="Marks and events", repeats=True,
               hint="Next frame that a person marked"),
    ActionSpec("previous_event", "Previous event", ("Shift+E", "Ctrl+["), M, "Play", 3,
               submenu="Marks and events", repeats=True,
               hint="Previous frame in which the ball is hit, bounces or touches the net"),
    ActionSpec("next_event", "Next event", ("E", "Ctrl+]"), M, "Play", 3,
               submenu="Marks and events", repeats=True,
               hint="Next frame in which the ball is hit, bounces or touches the net"),
    ActionSpec("previews", "Previews for scrubbing", (), menu="Play", group=5, checkable=True,
               hint="Make small pictures of long videos, so that dragging shows every frame"),
    ActionSpec("cancel_previews", "Stop making previews", (), M | When.PREVIEWS, "Play", 5,
               "cancel", "Make no more until the match is opened again; what is done stays"),
    # -- Review
    ActionSpec("next_suspect", "Next stretch worth a look", ("Tab",), When.QUEUE, "Review", 0,
               "next", repeats=True),
    ActionSpec("previous_suspect", "Previous stretch worth a look", ("Shift+Tab",),
               When.QUEUE, "Review", 0, "previous", repeats=True),
    ActionSpec("worst", "Worst frame first", ("W",), When.QUEUE, "Review", 0, "warning",
               "Go to the most suspicious frame of all"),
    ActionSpec("accept_stretch", "Accept stretch", ("Alt+Return", "Alt+Enter"), When.DOUBT,
               "Review", 1, "accept",
               "Verify every answer in the stretch of doubt around this frame, and go on",
               short="Accept"),
    ActionSpec("no_ball_stretch", "No ball in stretch", ("Alt+X",), When.DOUBT, "Review", 1,
               "no-ball", "There is no ball in the stretch of doubt around this frame; go on",
               short="No ball"),
    ActionSpec("select_doubt", "Select stretch of doubt", ("B",), When.DOUBT, "Review", 1,
               hint="Select the stretch of doubt around this frame on the timeline"),
    ActionSpec("advance", "Auto-next after a decision", ("Ctrl+Shift+A",), menu="Review",
               group=2, icon="next", checkable=True, short="Auto-next",
               hint="Go to the next doubtful frame by itself once you have decided about one"),
    ActionSpec("filters", "Filter the queue", ("Ctrl+Shift+F",), M, "Review", 3, "filter",
               "Show the filters of the queue", checkable=True),
    ActionSpec("filter_reason", "Next reason", ("Y",), M, "Review", 3,
               hint="Show the doubts of one reason alone: the next one"),
    ActionSpec("filter_answer", "Next answer", ("Shift+Y",), M, "Review", 3,
               hint="Show balls, no balls or interpolated balls alone: the next kind"),
    ActionSpec("raise_bar", "More doubt only", ("Ctrl+Up",), M, "Review", 3, repeats=True,
               hint="Ask about what is more doubtful only"),
    ActionSpec("lower_bar", "Less doubt too", ("Ctrl+Down",), M, "Review", 3, "queue", repeats=True,
               hint="Ask about what is less doubtful, too"),
    ActionSpec("clear_filter", "Clear the filters", ("Ctrl+Shift+D",), When.FILTERED, "Review", 3,
               "cancel", "Show the usual queue: no filter, doubts from the usual bar on",
               short="Clear"),
    ActionSpec("previous_rally", "Previous rally", ("PgUp",), When.RALLIES, "Review", 4,
               "previous", "To where this rally begins, or, there, the one before", repeats=True),
    ActionSpec("next_rally", "Next rally", ("PgDown",), When.RALLIES, "Review", 4, "next",
               "To where the next rally begins", repeats=True),
    # -- View
    ActionSpec("heatmap", "Heatmap", ("H",), menu="View", icon="heatmap", checkable=True,
               hint="Show where the model sees the ball"),
    ActionSpec("motion", "Motion polarity", ("M",), menu="View", icon="motion", checkable=True,
               hint="Show what brightens and what darkens", short="Motion"),
    ActionSpec("trail", "Trail", ("T",), menu="View", icon="trail", checkable=True,
               hint="Show the ball's path"),
    ActionSpec("candidates", "Peaks", ("C",), menu="View", icon="candidates", checkable=True,
               hint="Show the model's peaks, numbered 1–5"),
    ActionSpec("loupe", "Loupe", ("Z",), menu="View", icon="loupe", checkable=True,
               hint="Magnify around the cursor"),
    ActionSpec("neighbours", "Frames beside", ("N",), menu="View", icon="neighbours",
               checkable=True, hint="Show the ball in the frame before, this one and the next",
               short="Beside"),
    ActionSpec("heatmap_stage", "Next stage of the heatmap", ("Shift+H",), menu="View",
               hint="Heatmap after refinement, before it, or what refinement changed"),
    ActionSpec("motion_interval", "Motion before or after", ("Shift+M",), menu="View",
               hint="Motion from the frame before, or to the frame after"),
    ActionSpec("stronger", "Overlays stronger", ("Ctrl+Shift+Up",), M | When.OVERLAY, "View",
               submenu="Opacity", repeats=True,
               hint="Paint heatmap and motion more strongly, or the trail where neither shows"),
    ActionSpec("fainter", "Overlays fainter", ("Ctrl+Shift+Down",), M | When.OVERLAY, "View",
               submenu="Opacity", repeats=True,
               hint="Paint heatmap and motion more faintly, or the trail where neither shows"),
    ActionSpec("trail_stronger", "Trail stronger", (), M, "View", submenu="Opacity", repeats=True,
               hint="Paint the trail more strongly"),
    ActionSpec("trail_fainter", "Trail fainter", (), M, "View", submenu="Opacity", repeats=True,
               hint="Paint the trail more faintly"),
    ActionSpec("raw", "Raw picture while held", ("R",), M, "View", 0,
               hint="Hold the key to compare with the picture alone"),
    ActionSpec("flicker", "Flicker overlays", ("Shift+R",), M, "View", 0, checkable=True,
               hint="Show and hide the overlays in turn, until a mark is made"),
    ActionSpec("fit", "Fit picture", ("Ctrl+0",), M, "View", 1, "fit",
               "Fit the whole picture into the window"),
    ActionSpec("zoom_in", "Zoom in", ("Ctrl++", "Ctrl+="), M, "View", 1, repeats=True),
    ActionSpec("zoom_out", "Zoom out", ("Ctrl+-",), M, "View", 1, repeats=True),
    ActionSpec("timeline_in", "Zoom timeline in", ("+", "="), M, "View", 2, "zoom-in",
               submenu="Timeline", repeats=True),
    ActionSpec("timeline_out", "Zoom timeline out", ("-",), M, "View", 2, "zoom-out",
               submenu="Timeline", repeats=True),
    ActionSpec("timeline_fit", "Whole match on the timeline", ("\\",), M, "View", 2, "fit-width",
               submenu="Timeline"),
    ActionSpec("zoom_selection", "Selection on the timeline", ("Shift+Z",), When.RANGE, "View",
               2, "zoom-selection", submenu="Timeline"),
    ActionSpec("workspace", "Matches of the folder", ("Ctrl+B",), menu="View", group=3,
               checkable=True, submenu="Panels",
               hint="Show the matches of the folder beside the picture"),
    ActionSpec("show_queue", "Review tab", ("F2",), menu="View", group=3, submenu="Panels",
               hint="Show the review queue at the right"),
    ActionSpec("show_frame", "Frame tab", ("F3",), menu="View", group=3, submenu="Panels",
               hint="Show the frame in view, overlays and threshold at the right"),
    ActionSpec("show_rallies", "Rallies tab", ("F5",), menu="View", group=3, submenu="Panels",
               hint="Show the rallies of the match at the right"),
    ActionSpec("full_screen", "Full screen", ("F11",), menu="View", group=3, checkable=True),
    ActionSpec("picture_only", "Picture full screen", ("Shift+F11",), M, "View", 3,
               "full-screen", "Nothing but the picture, on the whole screen", checkable=True),
    ActionSpec("leave_picture", "Leave picture full screen", ("Esc",), When.PICTURE_ONLY),
    ActionSpec("theme_system", "As the desktop", menu="View", group=3, checkable=True,
               choice="Colours", hint="Light or dark as the desktop is, and changing with it"),
    ActionSpec("theme_dark", "Dark", menu="View", group=3, checkable=True, choice="Colours"),
    ActionSpec("theme_light", "Light", menu="View", group=3, checkable=True, choice="Colours"),
    ActionSpec("language_system", "As the system (系统语言)", menu="View", group=3, checkable=True,
               choice="Language"),
    ActionSpec("language_en", "English", menu="View", group=3, checkable=True, choice="Language"),
    ActionSpec("language_zh", "中文", menu="View", group=3, checkable=True, choice="Language",
               hint="Chinese"),
    # -- Model
    ActionSpec("prelabel", "Pre-label", ("Ctrl+P",), M | When.IDLE, "Model", 0, "prelabel",
               "Let the model find the ball in every frame"),
    ActionSpec("prelabel_all", "Pre-label all matches", ("Ctrl+Alt+P",), When.SEVERAL, "Model", 0,
               "prelabel", "Let the model find the ball in every match of the folder, one after "
               "the other, while you work"),
    ActionSpec("pause_job", "Pause pre-labelling", ("Ctrl+Shift+P",), When.JOB, "Model", 0, "pause",
               checkable=True),
    ActionSpec("cancel_job", "Cancel pre-labelling", (), When.JOB, "Model", 0, "cancel",
               "Stop; what is done stays and the next run goes on from there"),
    ActionSpec("raise_threshold", "Raise threshold", ("Shift+Up",), M, "Model", 1, repeats=True,
               hint="Fewer predictions count as the ball"),
    ActionSpec("lower_threshold", "Lower threshold", ("Shift+Down",), M, "Model", 1, repeats=True,
               hint="More predictions count as the ball"),
    ActionSpec("choose_weights", "Choose weights…", ("Ctrl+M",), menu="Model", group=2,
               icon="model", hint="Open the menu of the weights that pre-label"),
    ActionSpec("choose_device", "Choose device…", ("Ctrl+Shift+M",), menu="Model", group=2,
               icon="device",
               hint="Open the menu of device (GPU or processor), runtime and mode"),
    ActionSpec("open_weights", "Open weights…", (), When.IDLE, "Model", 2, "model",
               "Pre-label with weights from a file"),
    ActionSpec("finetune", "Fine-tune…", ("Ctrl+T", "F4"), menu="Model", group=2, icon="train",
               hint="Train the model with your corrections"),
    ActionSpec("stop_finetune", "Stop fine-tuning", (), When.TRAINING | When.LEARNING, "Model", 2,
               "cancel", "End now; what was learnt so far is written"),
    ActionSpec("cancel_finetune", "Cancel fine-tuning", (), When.TRAINING, "Model", 2, "cancel",
               "End now; nothing is kept"),
    # -- Help
    ActionSpec("palette", "Find action…", ("Ctrl+K",), menu="Help", icon="search",
               hint="Every action by its name"),
    ActionSpec("menu_here", "Context menu", ("Shift+F10",),
               hint="What can be done with the match or stretch under the mouse, else with the "
               "frame in view"),
    ActionSpec("keys", "Keys", ("F1", "?"), menu="Help", icon="keyboard",
               hint="All keys on one sheet"),
    ActionSpec("change_keys", "Change keys…", menu="Help",
               hint="Give actions other keys, or start from another tool's"),
    ActionSpec("key_map_default", "Default", menu="Help", checkable=True, choice="Key map"),
    ActionSpec("key_map_cvat", "CVAT", menu="Help", checkable=True, choice="Key map"),
    ActionSpec("key_map_imglabel", "imgLabel", menu="Help", checkable=True, choice="Key map"),
    ActionSpec("about", "About Rallymark", (), menu="Help", group=1, icon="info"),
)  # fmt: skip

OBSTACLES: dict[When, str] = {
    When.MATCH: "Open a match first",
    When.ANSWERED: "This frame has no answer yet",
    When.BALL: "This frame has no ball position",
    When.MARKED: "This frame has no mark of its own",
    When.PEAKS: "The model found no peak in this frame",
    When.UNDO: "Nothing to undo",
    When.REDO: "Nothing to redo",
    When.QUEUE: "The review queue is empty",
    When.IDLE: "Pre-labelling of this match is running",
    When.JOB: "No pre-labelling is running",
    When.LOOP: "No loop is set",
    When.SEVERAL: "The folder holds no other match",
    When.RANGE: "Select frames on the timeline first",
    When.DOUBT: "This frame is in no stretch of doubt",
    When.RALLIES: "No rally is found in this match yet",
    When.RALLY: "This frame is in no rally",
    When.FILTERED: "The whole queue is shown",
    When.OFFER: "No message offers anything",
    When.OVERLAY: "Heatmap, motion and trail are hidden",
    When.OPENING: "No match is being opened",
    When.CLIP: "No clip is being written",
    When.EDITING: "No long edit is being written",
    When.PREVIEWS: "No previews are being made",
    When.TRAINING: "No fine-tuning is running",
    When.LEARNING: "Fine-tuning is not learning just now",
    When.UNEVEN: "The video has no gaps or repeats",
    When.PICTURE_ONLY: "The picture does not fill the screen",
}
"""Why an action is not possible where the flag does not hold; the first that fits is said."""

CANVAS_MENU = (
    "accept", "no_ball", "occluded", "clear", "",
    "fill", "accept_to_here", "",
    "heatmap", "motion", "trail", "candidates", "loupe", "",
    "fit", "palette",
)  # fmt: skip
"""The context menu of the picture; '' is a line."""

MENUS = ("File", "Edit", "Mark", "Range", "Play", "Review", "View", "Model", "Help")
LETTERS = {"Review": "w", "Model": "d"}
"""The letter that opens a menu together with Alt, where its first one opens another."""
