"""Facts on the broker: envelope, topology, relay, subscription. Plain threads and blocking kombu, no
eventlet."""
