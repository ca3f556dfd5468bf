"""Rallymark's window and command line, on top of the engines `tracker` and `annotation`."""

from __future__ import annotations

__version__ = "0.1.0"
