"""vCard files read and written (RFC 2426, 3.0; RFC 6350, 4.0): names, numbers, addresses, notes.

Lines are unfolded, escaped and folded by icalendar, whose content lines have the same grammar. What a card
says beyond our fields (portraits, keys, sounds) is not kept. Bounded: at most CARDS_MAX cards are read, of
LINES_MAX lines in all, and what is too long for a field is cut.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from icalendar.parser import Contentline, Contentlines

from shared.contracts import vault_contacts as contract
from shared.contracts.vault_contacts import ContactDetails
from shared.problems import InvalidInput

LINES_MAX = 20_000  # unfolded lines of a file
FIELDS_MAX = 9  # a structured name has five parts, an address seven
EMERGENCY = "X-MAILLON-EMERGENCY"
Said = list[tuple[str, str]]


def read_vcards(text: str) -> list[ContactDetails]:
    """The cards of a file. Raises InvalidInput when it is none, or holds too many."""
    cards = list(_cards(text))
    if not cards:
        raise InvalidInput("vcard_malformed", "Ce fichier n'est pas un carnet de contacts.", field="vcards")
    return [_details(card) for card in cards]


def write_vcards(contacts: Sequence[ContactDetails], version: str) -> str:
    """One file for all; lines end by CRLF and are folded at 75 octets."""
    lines = [line.to_ical() for c in contacts for line in _lines(c, version)]  # type: ignore[no-untyped-call]
    return b"".join(line + b"\r\n" for line in lines).decode()


def _cards(text: str) -> Iterator[Said]:
    card: Said | None = None
    found = 0
    for number, line in enumerate(_content_lines(text)):
        if number >= LINES_MAX:
            raise InvalidInput("vcard_too_long", "Ce fichier est trop long.", field="vcards")
        name, value = _parts(line)
        if (name, value.strip().upper()) == ("BEGIN", "VCARD"):
            card, found = [], found + 1
            if found > contract.CARDS_MAX:
                raise InvalidInput("vcard_too_many", "Au plus cent contacts à la fois.", field="vcards")
        elif (name, value.strip().upper()) == ("END", "VCARD"):
            if card is not None:
                yield card
            card = None
        elif card is not None and name:
            card.append((name, value))


def _content_lines(text: str) -> Iterator[str]:
    try:
        yield from Contentlines.from_ical(text.replace("\x00", ""))  # type: ignore[no-untyped-call]
    except ValueError:
        raise InvalidInput(
            "vcard_malformed", "Ce fichier n'est pas un carnet de contacts.", field="vcards"
        ) from None


def _parts(line: str) -> tuple[str, str]:
    """A line's name, without its group, and its value; empty when it makes no sense."""
    try:
        name, _, value = Contentline(line, strict=False).parts()  # type: ignore[no-untyped-call]
    except ValueError:
        return "", ""
    return str(name).rpartition(".")[2].upper(), str(value)


def _details(card: Said) -> ContactDetails:
    said = dict(reversed(card))  # the first of each name
    phones = [_without_scheme(value) for name, value in card if name == "TEL" and value.strip()]
    return ContactDetails(
        name=_one_line(said.get("FN", "") or _whole_name(said.get("N", "")) or said.get("ORG", ""))[
            : contract.CONTACT_NAME_MAX
        ],
        relation=_one_line(said.get("ROLE", "") or said.get("TITLE", ""))[: contract.RELATION_MAX],
        phones=[phone[:30] for phone in phones[: contract.PHONES_MAX]],
        email=_without_scheme(said.get("EMAIL", "")).strip()[: contract.EMAIL_MAX],
        address=_address(said.get("ADR", ""))[: contract.ADDRESS_MAX],
        note=said.get("NOTE", "").strip()[: contract.CONTACT_NOTE_MAX],
        emergency=said.get(EMERGENCY, "").strip() == "1",
    )


def _without_scheme(value: str) -> str:
    scheme, colon, rest = value.strip().partition(":")
    return rest.partition(";")[0] if colon and scheme.lower() in ("tel", "mailto") else value.strip()


def _whole_name(value: str) -> str:
    parts = [part.strip() for part in value.split(";", FIELDS_MAX)]
    family, given = (*parts, "", "")[:2]
    return f"{given} {family}".strip()


def _address(value: str) -> str:
    return ", ".join(part.strip() for part in value.split(";", FIELDS_MAX) if part.strip())


def _one_line(value: str) -> str:
    return " ".join(value.split())


def _lines(contact: ContactDetails, version: str) -> Iterator[Contentline]:
    yield _line("BEGIN", "VCARD")
    yield _line("VERSION", version)
    yield _line("FN", _escaped(contact.name))
    yield _line("N", f"{_escaped(contact.name)};;;;")
    if contact.relation:
        yield _line("ROLE", _escaped(contact.relation))
    for phone in contact.phones:
        yield _line("TEL", f"tel:{phone}", ";VALUE=uri") if version == "4.0" else _line("TEL", phone)
    if contact.email:
        yield _line("EMAIL", _escaped(contact.email))
    if contact.address:
        yield _line("ADR", f";;{_escaped(contact.address)};;;;")
    if contact.note:
        yield _line("NOTE", _escaped(contact.note))
    if contact.emergency:
        yield _line(EMERGENCY, "1")
    yield _line("END", "VCARD")


def _escaped(text: str) -> str:
    text = text.replace("\\", "\\\\").replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("\n", "\\n").replace(";", "\\;").replace(",", "\\,")


def _line(name: str, value: str, parameter: str = "") -> Contentline:
    line: Contentline = Contentline(f"{name}{parameter}:{value}")  # type: ignore[no-untyped-call]
    return line
