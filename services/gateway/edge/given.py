"""What a handler may ask for by these types: given by the application for each request, or read from its
path.
"""

from __future__ import annotations

from typing import Annotated

from litestar.di import NamedDependency
from litestar.params import PathParameter

from services.gateway.edge.cookies import Cookies
from services.gateway.edge.rate import RequestRate
from services.gateway.edge.talk import Talk
from services.gateway.identity.gate import Gate
from services.gateway.identity.sessions import Session
from services.gateway.parts import Parts

ID_MAX_CHARS = 64

Id = Annotated[str, PathParameter(max_length=ID_MAX_CHARS)]
TheTalk = NamedDependency[Talk]
TheGate = NamedDependency[Gate]
TheParts = NamedDependency[Parts]
TheJar = NamedDependency[Cookies]
TheLinkRate = NamedDependency[RequestRate]
TheSession = NamedDependency[Session | None]
