"""What a sport looks like from the broadcast camera: court, net, ball, shots, camera ranges.

Metres, seconds. Court axes: x across, y along (net at y = 0, the near side is y < 0), z up.
Drag is ``k`` in ``a = -k |v| v`` (1/m), from mass, cross-section and drag coefficient; a shuttle's
follows from its terminal speed of 6.8 m/s.
"""

from __future__ import annotations

from dataclasses import dataclass

Range = tuple[float, float]
Segment = tuple[float, float, float, float]
Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Shot:
    """One kind of stroke. ``depth`` is a fraction of the half court of the side aimed at.

    ``after`` is None for balls taken in the air (``height`` is then where they are taken);
    otherwise the ball bounces after ``duration`` and is taken ``after`` seconds later.
    """

    name: str
    weight: float
    depth: Range
    height: Range
    duration: Range
    after: Range | None = None
    crosses: bool = True


@dataclass(frozen=True, slots=True)
class CameraRange:
    """Pose ranges. ``azimuth`` in degrees: 0 looks along the court from behind the near end."""

    azimuth: Range
    distance: Range
    height: Range
    fill: Range
    centre: Range = (0.60, 0.68)


@dataclass(frozen=True, slots=True)
class SportPreset:
    """Everything the generator knows about one sport (see the module for units and axes)."""

    name: str
    length: float
    width: float
    lines: tuple[Segment, ...]
    line_width: float
    net_height: float
    net_bottom: float
    net_width: float
    view: tuple[float, float]
    ball_diameter: float
    ball_colours: tuple[Colour, ...]
    drag: float
    restitution: float
    friction: float
    shots: tuple[Shot, ...]
    cameras: tuple[CameraRange, ...]
    team_sizes: tuple[int, ...] = (1,)
    touches: int = 1
    shuttle: bool = False
    table_height: float = 0.0
    walls: bool = False
    apron: float = 2.0
    racket: float = 0.65
    reach: float = 1.9


def _rectangle(x: float, y: float) -> tuple[Segment, ...]:
    return ((-x, -y, x, -y), (-x, y, x, y), (-x, -y, -x, y), (x, -y, x, y))


BADMINTON = SportPreset(
    name="badminton",
    length=13.4,
    width=6.1,
    lines=(
        *_rectangle(3.05, 6.7),
        (-2.59, -6.7, -2.59, 6.7),
        (2.59, -6.7, 2.59, 6.7),
        (-3.05, -1.98, 3.05, -1.98),
        (-3.05, 1.98, 3.05, 1.98),
        (-3.05, -5.94, 3.05, -5.94),
        (-3.05, 5.94, 3.05, 5.94),
        (0.0, -6.7, 0.0, -1.98),
        (0.0, 1.98, 0.0, 6.7),
    ),
    line_width=0.045,
    net_height=1.55,
    net_bottom=0.79,
    net_width=6.1,
    view=(3.05, 6.7),
    ball_diameter=0.068,
    ball_colours=((250, 250, 246), (240, 244, 240), (252, 246, 225)),
    drag=0.212,
    restitution=0.15,
    friction=0.35,
    shots=(
        Shot("clear", 3.0, (0.75, 0.95), (2.0, 2.6), (1.35, 1.8)),
        Shot("drop", 2.0, (0.15, 0.4), (0.5, 1.4), (0.85, 1.2)),
        Shot("smash", 2.0, (0.4, 0.75), (0.5, 1.3), (0.36, 0.6)),
        Shot("drive", 1.5, (0.4, 0.8), (1.1, 1.8), (0.5, 0.8)),
        Shot("net", 1.0, (0.12, 0.3), (0.8, 1.4), (0.6, 0.9)),
    ),
    cameras=(
        CameraRange((-3.0, 3.0), (20.0, 30.0), (6.0, 8.5), (0.50, 0.62)),
        CameraRange((-14.0, 14.0), (14.0, 18.0), (3.0, 5.0), (0.55, 0.85)),
    ),
    team_sizes=(1, 1, 2),
    shuttle=True,
    apron=1.3,
)

TENNIS = SportPreset(
    name="tennis",
    length=23.77,
    width=10.97,
    lines=(
        *_rectangle(5.485, 11.885),
        (-4.115, -11.885, -4.115, 11.885),
        (4.115, -11.885, 4.115, 11.885),
        (-4.115, -6.4, 4.115, -6.4),
        (-4.115, 6.4, 4.115, 6.4),
        (0.0, -6.4, 0.0, 6.4),
        (0.0, -11.885, 0.0, -11.685),
        (0.0, 11.685, 0.0, 11.885),
    ),
    line_width=0.06,
    net_height=0.97,
    net_bottom=0.0,
    net_width=11.9,
    view=(5.485, 11.885),
    ball_diameter=0.067,
    ball_colours=((222, 240, 96), (208, 232, 120), (236, 244, 150)),
    drag=0.0195,
    restitution=0.74,
    friction=0.68,
    shots=(
        Shot("drive", 4.0, (0.55, 0.95), (0.0, 0.0), (0.75, 1.2), (0.35, 0.55)),
        Shot("lob", 0.6, (0.7, 0.95), (0.0, 0.0), (1.8, 2.4), (0.5, 0.8)),
        Shot("slice", 1.0, (0.4, 0.8), (0.0, 0.0), (1.1, 1.5), (0.35, 0.5)),
        Shot("volley", 0.8, (0.3, 0.6), (0.8, 1.5), (0.6, 0.9)),
    ),
    cameras=(
        CameraRange((-3.0, 3.0), (26.0, 36.0), (8.0, 12.0), (0.55, 0.72)),
        CameraRange((-10.0, 10.0), (22.0, 28.0), (4.0, 7.0), (0.6, 0.9)),
    ),
    team_sizes=(1, 1, 2),
    apron=5.5,
)

TABLE_TENNIS = SportPreset(
    name="table tennis",
    length=2.74,
    width=1.525,
    lines=(*_rectangle(0.7525, 1.36), (0.0, -1.36, 0.0, 1.36)),
    line_width=0.02,
    net_height=0.9125,
    net_bottom=0.76,
    net_width=1.83,
    view=(1.6, 2.9),
    ball_diameter=0.04,
    ball_colours=((252, 252, 250), (255, 250, 235), (255, 160, 50)),
    drag=0.126,
    restitution=0.88,
    friction=0.8,
    shots=(
        Shot("drive", 4.0, (0.5, 0.95), (0.0, 0.0), (0.24, 0.4), (0.14, 0.28)),
        Shot("push", 1.5, (0.3, 0.8), (0.0, 0.0), (0.4, 0.55), (0.2, 0.32)),
        Shot("lob", 0.5, (0.6, 0.95), (0.0, 0.0), (0.8, 1.2), (0.35, 0.6)),
    ),
    cameras=(
        CameraRange((76.0, 104.0), (9.0, 13.0), (2.2, 4.5), (0.55, 0.8), (0.5, 0.6)),
        CameraRange((-12.0, 12.0), (7.0, 10.0), (2.0, 3.4), (0.4, 0.6), (0.5, 0.62)),
        CameraRange((30.0, 60.0), (8.0, 12.0), (2.2, 4.0), (0.5, 0.75), (0.5, 0.6)),
    ),
    table_height=0.76,
    apron=4.0,
    racket=0.22,
    reach=1.2,
)

VOLLEYBALL = SportPreset(
    name="volleyball",
    length=18.0,
    width=9.0,
    lines=(
        *_rectangle(4.5, 9.0),
        (-4.5, -3.0, 4.5, -3.0),
        (-4.5, 3.0, 4.5, 3.0),
        (-4.5, 0.0, 4.5, 0.0),
    ),
    line_width=0.06,
    net_height=2.43,
    net_bottom=1.43,
    net_width=9.6,
    view=(4.5, 9.0),
    ball_diameter=0.21,
    ball_colours=((244, 214, 70), (246, 246, 240), (230, 200, 90)),
    drag=0.023,
    restitution=0.7,
    friction=0.75,
    shots=(
        Shot("pass", 1.0, (0.15, 0.5), (1.9, 2.3), (1.1, 1.5), crosses=False),
        Shot("set", 1.0, (0.08, 0.3), (2.4, 3.0), (0.9, 1.5), crosses=False),
        Shot("spike", 3.0, (0.4, 0.95), (0.5, 1.0), (0.5, 0.9)),
        Shot("free", 1.0, (0.4, 0.9), (1.0, 1.9), (1.1, 1.6)),
    ),
    cameras=(
        CameraRange((-4.0, 4.0), (20.0, 26.0), (6.0, 9.0), (0.55, 0.72), (0.66, 0.74)),
        CameraRange((82.0, 98.0), (18.0, 26.0), (5.0, 8.0), (0.7, 0.92), (0.66, 0.74)),
    ),
    team_sizes=(2, 3, 4),
    touches=3,
    apron=3.0,
    racket=0.0,
    reach=1.2,
)

PADEL = SportPreset(
    name="padel",
    length=20.0,
    width=10.0,
    lines=(
        (-5.0, -6.95, 5.0, -6.95),
        (-5.0, 6.95, 5.0, 6.95),
        (0.0, -6.95, 0.0, 6.95),
    ),
    line_width=0.05,
    net_height=0.9,
    net_bottom=0.0,
    net_width=10.0,
    view=(5.0, 10.0),
    ball_diameter=0.065,
    ball_colours=((222, 240, 96), (236, 244, 150)),
    drag=0.0195,
    restitution=0.72,
    friction=0.7,
    shots=(
        Shot("drive", 3.0, (0.4, 0.85), (0.0, 0.0), (0.7, 1.1), (0.35, 0.7)),
        Shot("wall", 2.0, (0.75, 0.9), (0.0, 0.0), (0.8, 1.2), (0.8, 1.1)),
        Shot("lob", 1.5, (0.7, 0.9), (0.0, 0.0), (1.6, 2.2), (0.6, 1.0)),
        Shot("volley", 1.5, (0.2, 0.5), (0.9, 1.6), (0.5, 0.8)),
    ),
    cameras=(CameraRange((-3.0, 3.0), (17.0, 24.0), (7.0, 11.0), (0.55, 0.75)),),
    team_sizes=(2,),
    walls=True,
    apron=1.0,
    racket=0.45,
    reach=1.6,
)

PRESETS: dict[str, SportPreset] = {
    preset.name: preset for preset in (BADMINTON, TENNIS, TABLE_TENNIS, VOLLEYBALL, PADEL)
}


def preset_named(preset: str | SportPreset) -> SportPreset:
    """The preset itself, or the one of that name. Raises ValueError for an unknown name."""
    if isinstance(preset, SportPreset):
        return preset
    try:
        return PRESETS[preset]
    except KeyError:
        known = ", ".join(PRESETS)
        raise ValueError(f"There is no sport preset {preset!r}; choose one of: {known}.") from None
