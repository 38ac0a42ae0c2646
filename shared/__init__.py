"""The kernel every service stands on: event store, messaging, calls, and contracts, in words of business."""
