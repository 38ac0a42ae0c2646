"""A form as it was sent: short texts by name, trimmed; the hidden key makes sending twice have one effect."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec

from services.gateway.edge.visitor import AnyRequest
from shared.problems import InvalidInput

TEXT_MAX_CHARS = 1_000
LONG_TEXT_MAX_CHARS = 10_000  # what takes it has a lower limit, and says so
KEY = re.compile(r"[0-9a-f-]{36}")
UNEXPECTED = "Cette valeur n'est pas de la forme attendue."
R = TypeVar("R")


@dataclass(frozen=True)
class Form:
    """Values by field name, several where a box may be ticked more than once."""

    values: Mapping[str, Sequence[str]]

    def text(self, name: str) -> str:
        """The field's text, empty when absent."""
        return next(iter(self.values.get(name, ())), "").strip()[:TEXT_MAX_CHARS]

    def long_text(self, name: str) -> str:
        """The same, of a text of several lines, whose breaks a browser sends as CR LF."""
        text = next(iter(self.values.get(name, ())), "").replace("\r\n", "\n")
        return text.strip()[:LONG_TEXT_MAX_CHARS]

    def secret(self, name: str) -> str:
        """The field's text untouched: spaces belong to a password."""
        return next(iter(self.values.get(name, ())), "")[:TEXT_MAX_CHARS]

    def every(self, name: str) -> list[str]:
        """The ticked boxes of that name."""
        return list(self.values.get(name, ()))

    def ticked(self, name: str) -> bool:
        return bool(self.values.get(name))

    @property
    def key(self) -> str:
        """The idempotency key hidden in the form, empty when it is not one of ours."""
        key = self.text("key")
        return key if KEY.fullmatch(key) else ""


EMPTY = Form({})


async def read_form(request: AnyRequest) -> Form:
    """The fields of an ordinary form (files are read elsewhere, as a stream)."""
    sent = await request.form()
    values: dict[str, list[str]] = {}
    for name, value in sent.multi_items():
        if isinstance(value, str):
            values.setdefault(name, []).append(value)
    return Form(values)


def converted(said: dict[str, Any], kind: type[R], sentence: str = UNEXPECTED) -> R:
    """The command that a form says. Raises InvalidInput with `sentence`, naming the box at fault."""
    try:
        return msgspec.convert(said, kind)
    except msgspec.ValidationError as why:
        field = re.sub(r"\[.*", "", str(why)).rpartition(".")[2].rstrip("`")
        raise InvalidInput("malformed", sentence, field=field) from None
