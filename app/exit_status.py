"""How a command tells the process that runs it that it was stopped."""

STOPPED = 130
"""Stopped by Ctrl+C, as shells have it."""
