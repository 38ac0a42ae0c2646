"""The gateway: accounts, credentials, sessions, the JSON API and the pages. The only service that speaks
HTTP.

It owns who signs in and nothing else personal; it never decides for a service: it asks, signs who asks,
and shows the answer. Bytes of documents pass through it, encrypted as they arrive, towards the store of
documents.
"""
