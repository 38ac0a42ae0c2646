"""The event store: events, feed, replies and access log appended in one transaction; views that follow; sealed values."""
