"""A small service to test the event store with: notebooks that belong to a person, their notes personal."""
