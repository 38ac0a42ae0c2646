"""A file is a page, a function is a thought: the lengths nobody may pass (docs/style.md)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.tree import python_files, text_of

FILE_MAX_LINES, TEST_FILE_MAX_LINES = 250, 400
ONE_FILE = "verify_log.py"  # whoever checks an export is handed one file, which may import nothing of ours
FUNCTION_MAX_LINES, TEST_FUNCTION_MAX_LINES = 40, 70


def test_no_file_is_longer_than_a_page() -> None:
    lengths = {path: len(text_of(path).splitlines()) for path in python_files()}
    assert not [
        f"{path}: {length} lines"
        for path, length in lengths.items()
        if length > _limit(path, FILE_MAX_LINES, TEST_FILE_MAX_LINES)
    ]


def test_no_function_is_longer_than_a_thought() -> None:
    assert not [
        f"{path}:{function.lineno} {function.name}: {length} lines"
        for path in python_files()
        if "migrations" not in path.parts  # a migration lists tables: written once, never edited
        for function, length in _functions(path)
        if length > _limit(path, FUNCTION_MAX_LINES, TEST_FUNCTION_MAX_LINES)
    ]


def _limit(path: Path, product: int, tests: int) -> int:
    return tests if path.name == ONE_FILE or path.parts[0] == "tests" else product


def _functions(path: Path) -> Iterator[tuple[ast.FunctionDef | ast.AsyncFunctionDef, int]]:
    for node in ast.walk(ast.parse(text_of(path))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node, (node.end_lineno or node.lineno) - node.lineno + 1
