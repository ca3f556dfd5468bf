"""Which files are of what kind, by the end of their name, in lower case."""

from __future__ import annotations

VIDEO_SUFFIXES = (".mp4", ".mkv", ".mov", ".avi", ".ts", ".webm", ".m4v", ".mts", ".m2ts", ".mpg")
LABEL_SUFFIXES = (".csv", ".json", ".xml", ".txt")
WEIGHT_SUFFIXES = (".safetensors", ".pth", ".pt")
