"""The vault: a person's papers, appointments and consents, their access log and keys.

It owns vaults, documents, consents, appointments, the access log and each person's key. It never holds a
professional's profile: of directory's facts it keeps only who belongs to which organisation or team.
"""
