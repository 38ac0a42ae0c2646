"""The event store: events, feed, replies and access log in one transaction; views that follow; sealed
values."""
