"""A file of people as professionals have it (CSV of any habit, or XLSX), made into lines of named fields.

Only five columns are read, found by their heading; the others are named and left. Nothing is judged here
but the file itself: whether each person can have a vault is the vault's to say. Pure; runs in a thread.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from openpyxl import load_workbook

from shared.contracts.vault_waiting import PEOPLE_MAX
from shared.problems import InvalidInput

FILE_MAX_BYTES = 1_048_576  # two hundred lines take a tenth of it
UNPACKED_MAX_BYTES = 8 * 1_048_576  # of an XLSX, which is a ZIP
PARTS_MAX = 200  # files within an XLSX
COLUMNS_MAX = 40
LINES_MAX = 2_000  # blank ones included
CELL_MAX_CHARS = 500
HEADINGS = {
    "given_name": ("prenom", "prenoms", "given name", "first name", "firstname"),
    "family_name": ("nom", "nom de famille", "nom d usage", "family name", "last name", "lastname"),
    "language": ("langue", "language"),
    "phone": ("telephone", "tel", "mobile", "portable", "telephone portable", "telephone mobile", "phone"),
    "reference": ("reference", "ref", "dossier", "numero de dossier", "n de dossier", "file number"),
}
LANGUAGES = {
    "fr": ("francais", "french"), "en": ("anglais", "english"), "ar": ("arabe", "arabic"),
    "es": ("espagnol", "spanish"), "uk": ("ukrainien", "ukrainian"), "ru": ("russe", "russian"),
    "ps": ("pachto", "pashto"), "fa": ("persan", "farsi", "dari", "persian"), "it": ("italien", "italian"),
    "de": ("allemand", "german"),
}  # fmt: skip
_OLD_EXCEL, _ZIP = b"\xd0\xcf\x11\xe0", b"PK\x03\x04"
_SEPARATORS = ";,\t"


@dataclass(frozen=True)
class PeopleLine:
    """`number` is the line as a spreadsheet counts it, its first line being 1."""

    number: int
    values: dict[str, str]


@dataclass(frozen=True)
class PeopleFile:
    """`unread`: the headings of the columns that nothing was taken from."""

    lines: Sequence[PeopleLine]
    unread: Sequence[str] = field(default_factory=tuple)


def read_people(content: bytes) -> PeopleFile:
    """Raises InvalidInput on `file`, saying what is wrong with the file as a whole."""
    if content.startswith(_OLD_EXCEL):
        raise wrong_file("file_old_excel", "Ce fichier est d'un ancien Excel : enregistrez-le en .xlsx.")
    rows = _xlsx(content) if content.startswith(_ZIP) else _csv(content)
    numbered = ((number, row) for number, row in enumerate(rows, 1) if any(cell.strip() for cell in row))
    heading = next(numbered, None)
    if heading is None:
        raise wrong_file("file_empty", "Ce fichier est vide.")
    columns, unread = _columns(heading[1])
    lines: list[PeopleLine] = []
    for number, row in numbered:
        if len(lines) >= PEOPLE_MAX:
            sentence = f"Ce fichier a plus de {PEOPLE_MAX} personnes : coupez-le en plusieurs."
            raise wrong_file("file_too_many_people", sentence)
        taken = {name: _cell(row, at) for name, at in columns.items()}
        if any(taken.values()):
            lines.append(PeopleLine(number, {**taken, "language": language_of(taken.get("language", ""))}))
    if not lines:
        raise wrong_file("file_nobody", "Ce fichier n'a que des titres de colonnes, et personne.")
    return PeopleFile(lines, unread)


def plain(text: str) -> str:
    """Without accents, case, punctuation or double spaces: what two ways of writing a name share."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", " ", bare.casefold()).strip()


def language_of(text: str) -> str:
    """The code of a language said by its code or its name; French when nothing is said."""
    said = plain(text)
    return next((code for code, names in LANGUAGES.items() if said == code or said in names), said or "fr")


def wrong_file(code: str, sentence: str) -> InvalidInput:
    return InvalidInput(code, sentence, field="file")


def _columns(row: Sequence[str]) -> tuple[dict[str, int], list[str]]:
    found: dict[str, int] = {}
    unread = []
    for at, heading in enumerate(row):
        name = next((name for name, said in HEADINGS.items() if plain(heading) in said), "")
        if not name and heading.strip():
            unread.append(heading.strip()[:CELL_MAX_CHARS])
        elif name in found:
            raise wrong_file("file_column_twice", f"Deux colonnes ont le même sens : {heading.strip()[:80]}.")
        elif name:
            found[name] = at
    if "given_name" not in found:
        raise wrong_file("file_no_given_name", "Ce fichier n'a pas de colonne « Prénom ».")
    return found, unread


def _cell(row: Sequence[str], at: int) -> str:
    return row[at].strip()[:CELL_MAX_CHARS] if at < len(row) else ""


def _csv(content: bytes) -> Iterator[list[str]]:
    text = _text(content)
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(_SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for row in reader:
            if reader.line_num > LINES_MAX:
                raise wrong_file("file_too_long", f"Ce fichier a plus de {LINES_MAX} lignes.")
            yield row[:COLUMNS_MAX]
    except csv.Error:
        raise wrong_file(
            "file_malformed", f"Ce fichier est abîmé à la ligne {reader.line_num} : vérifiez ses guillemets."
        ) from None


def _text(content: bytes) -> str:
    """UTF-8, UTF-16 with its mark, or what Windows writes in the West."""
    utf16 = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    for encoding in ("utf-16",) if utf16 else ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise wrong_file("file_not_a_table", "Ce fichier n'est ni un CSV ni un XLSX.")


def _xlsx(content: bytes) -> Iterable[list[str]]:
    try:
        _refuse_bomb(content)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        try:
            sheet = book.worksheets[0]
            rows = sheet.iter_rows(max_row=LINES_MAX, max_col=COLUMNS_MAX, values_only=True)
            return [[_written(value) for value in row] for row in rows]
        finally:
            book.close()
    except InvalidInput:
        raise
    except Exception:  # noqa: BLE001  # a workbook breaks in as many ways as it has parts
        raise wrong_file("file_malformed", "Ce fichier XLSX est abîmé : enregistrez-le de nouveau.") from None


def _refuse_bomb(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        parts = packed.infolist()
        too_large = sum(part.file_size for part in parts) > UNPACKED_MAX_BYTES
        if too_large or len(parts) > PARTS_MAX:
            raise wrong_file(
                "file_too_large", "Ce fichier contient trop de choses : gardez une seule feuille."
            )
        for part in parts:
            if part.filename.endswith(".xml") and b"<!DOCTYPE" in packed.read(part):
                raise wrong_file("file_malformed", "Ce fichier XLSX n'est pas d'un tableur.")


def _written(value: object) -> str:
    """A cell as one reads it: a whole number without the decimals that a spreadsheet keeps."""
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
