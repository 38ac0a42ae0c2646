"""The kernel every service stands on: contracts, event store, messaging, RPC. No business word but in contracts."""
