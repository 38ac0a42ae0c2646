"""The kernel that services stand on: contracts (which alone speak of business), event store, messaging, calls."""
