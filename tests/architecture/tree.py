"""The files that make the project: those that version control keeps or would keep."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GIT_TIMEOUT_S = 30


@cache
def project_files() -> tuple[Path, ...]:
    """Every file of the project, relative to ROOT; outside version control, every file of its folders."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=GIT_TIMEOUT_S, check=False
    )
    if listed.returncode == 0:
        names = [Path(name) for name in listed.stdout.split("\0") if name]
    else:
        folders = ("services", "shared", "deploy", "docs", "bench", "tests", "requirements", ".ci")
        names = [path.relative_to(ROOT) for folder in folders for path in (ROOT / folder).rglob("*")]
        names += [path.relative_to(ROOT) for path in ROOT.iterdir()]
    return tuple(
        sorted(name for name in names if (ROOT / name).is_file() and "__pycache__" not in name.parts)
    )


def python_files(*folders: str) -> list[Path]:
    """The project's Python files, of `folders` only when given."""
    files = [path for path in project_files() if path.suffix == ".py"]
    return [path for path in files if not folders or path.parts[0] in folders]


def text_of(path: Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")
