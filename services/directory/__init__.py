"""The directory: professionals' profiles, organisations and teams, the contact graph, and search of places.

It owns who a professional is (sealed with a key of their own), who belongs to which organisation, and which
contact links were made or undone. It keeps a copy of the register of places, to search it. It never holds
passwords, nothing of a vault, and not the register's truth (ingest owns it).
"""
