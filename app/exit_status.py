"""How a command tells the process that runs it that it was stopped."""

STOPPED = 130
"""What a command that was stopped returns; as an exit status, stopped by Ctrl+C."""
