"""What of a backup only the machine can do: its keys, and bringing it back before there is an installation."""
