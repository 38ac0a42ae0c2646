"""Readable file names that no system refuses and that never leave their folder."""

from __future__ import annotations

import re
import unicodedata

NAME_MAX_CHARS = 80
_EXTENSIONS = {
    "application/pdf": ".pdf",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/heic": ".heic",
    "image/webp": ".webp",
    "image/tiff": ".tiff",
}
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?")
_FORBIDDEN = '<>:"/\\|?*'
_FOLDER = re.compile(r"[a-z_]{1,30}")


class FileNames:
    """Names given within one archive: two documents never share one, even on systems blind to case."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def name(self, category: str, title: str, content_type: str) -> str:
        """`documents/<category>/<title>.<extension>`, numbered when already given."""
        folder = category if _FOLDER.fullmatch(category) else "other"
        stem, extension = safe_stem(title), _EXTENSIONS.get(content_type, ".bin")
        name, number = f"documents/{folder}/{stem}{extension}", 1
        while unicodedata.normalize("NFKC", name).casefold() in self._given:
            number += 1
            name = f"documents/{folder}/{stem} ({number}){extension}"
        self._given.add(unicodedata.normalize("NFKC", name).casefold())
        return name


def safe_stem(title: str) -> str:
    """The title without what a file system or a screen could trip on: separators, controls, hidden marks."""
    kept = (
        " " if character in _FORBIDDEN or character.isspace() else character
        for character in unicodedata.normalize("NFC", title)
        if unicodedata.category(character)[0] != "C" or character.isspace()
    )
    stem = " ".join("".join(kept).split())[:NAME_MAX_CHARS].strip(" .")
    return f"_{stem}" if not stem or _RESERVED.fullmatch(stem) else stem
