"""No file tells where this machine keeps things, nor where its packages come from.

Both are found out when running: the hosts are read from the configuration of pip, npm, uv and apt and from
pip's own default, so that none is written here.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

from pip._internal.models.index import PyPI

from tests.architecture.tree import ROOT, project_files

TOOL_TIMEOUT_S = 20
TEXT_MAX_BYTES = 5_000_000
ADDRESS = re.compile(r"\b(?:https?|file)://[^\s'\"\]]+")


def test_no_file_names_a_host_that_packages_come_from() -> None:
    hosts = _package_hosts()
    assert hosts
    assert not [f"{path}: {host}" for path in project_files() for host in hosts if host in _text(path)]


def test_no_file_names_a_folder_of_this_machine() -> None:
    places = [
        f"{folder}/" for folder in {str(ROOT), str(Path.home()), sys.base_prefix} if folder.count("/") > 1
    ]
    assert places
    assert not [f"{path}: {place}" for path in project_files() for place in places if place in _text(path)]


def test_requirements_hold_versions_and_hashes_and_nothing_else() -> None:
    line = re.compile(r"[a-z0-9-]+==\S+( ; [^:@]+?)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?")
    for path in sorted((ROOT / "requirements").glob("*.txt")):
        assert not [text for text in path.read_text().splitlines() if not line.fullmatch(text)], path.name


def _package_hosts() -> set[str]:
    told = [
        _output(sys.executable, "-m", "pip", "config", "list"),
        _output("npm", "config", "get", "registry"),
        *(value for name, value in os.environ.items() if name.startswith(("PIP_", "UV_"))),
        *(path.read_text(errors="replace") for path in Path("/etc/apt/sources.list.d").glob("*")),
    ]
    found = {urlsplit(address).hostname or "" for text in told for address in ADDRESS.findall(text)}
    return {host for host in found | {PyPI.netloc, PyPI.file_storage_domain} if "." in host}


def _output(*command: str) -> str:
    try:
        return subprocess.run(
            command, capture_output=True, text=True, timeout=TOOL_TIMEOUT_S, check=False
        ).stdout
    except OSError:
        return ""


def _text(path: Path) -> str:
    with (ROOT / path).open("rb") as file:
        return file.read(TEXT_MAX_BYTES).decode("utf-8", errors="ignore")
