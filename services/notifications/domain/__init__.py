"""When a reminder is due, what it says, and what may become of it. Pure."""
