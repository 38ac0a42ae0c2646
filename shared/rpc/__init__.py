"""Typed calls between the gateway and the services: signed actor, deadline, idempotency key, six kinds of
problem."""
