"""Files are named after what they hold, and say at their top what they own and why."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.architecture.tree import project_files, python_files, text_of

NAMES_THAT_SAY_NOTHING = {"utils", "helpers", "common", "base", "manager", "misc"}
TOP_LEVEL = {
    *("services", "shared", "deploy", "docs", "bench", "tests", "requirements", ".ci"),
    *("docker-compose.yml", "Makefile", "pyproject.toml", "LICENSE"),
    *("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"),
    *(".gitattributes", ".gitignore", ".dockerignore", ".pre-commit-config.yaml"),
}


def test_no_file_or_folder_has_a_name_that_says_nothing() -> None:
    ours = [path for path in project_files() if "static" not in path.parts]
    assert not [path for path in ours if NAMES_THAT_SAY_NOTHING & {_stem(part) for part in path.parts}]


def test_the_top_level_is_the_one_agreed() -> None:
    assert {path.parts[0] for path in project_files()} <= TOP_LEVEL


def test_every_module_says_what_it_is_for() -> None:
    silent = [path for path in python_files() if text_of(path).strip() and not _docstring(path)]
    assert not silent


def test_tests_are_sentences() -> None:
    assert not [
        f"{path}: {name}"
        for path in python_files("tests")
        for name in re.findall(r"^\s*(?:async )?def (test_\w+)", text_of(path), re.MULTILINE)
        if name.count("_") < 3
    ]


def _stem(part: str) -> str:
    return part.split(".")[0].lower()


def _docstring(path: Path) -> str:
    return ast.get_docstring(ast.parse(text_of(path))) or ""
