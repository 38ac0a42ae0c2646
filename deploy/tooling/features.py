"""`make features`: each row of docs/features.md and how many tests carry its id; tests are collected,
not run.
"""

from __future__ import annotations

import contextlib
import io
import re
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "docs" / "features.md"


class FeatureCounter:
    """A pytest plugin that counts, for each feature id, the tests that carry it, real-data ones included."""

    def __init__(self) -> None:
        self.tests: Counter[str] = Counter()

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            self.tests.update({str(row) for mark in item.iter_markers("feature") for row in mark.args})


def rows() -> list[str]:
    """The ids of the table, in its order."""
    return re.findall(r"^\| ([A-Z]\d+) \|", TABLE.read_text(encoding="utf-8"), re.MULTILINE)


def main() -> int:
    """Print one line for each row; 0 unless the tests cannot be collected."""
    counter = FeatureCounter()
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        outcome = pytest.main(["--collect-only", "-q", "tests"], plugins=[counter])
    if outcome != pytest.ExitCode.OK:
        print(said.getvalue()[-4000:])
        print("maillon features: the tests cannot be collected")
        return 1
    ids = rows()
    for row in ids:
        print(f"{row} {counter.tests[row]} tests" if counter.tests[row] else f"{row} unproven")
    proven = sum(1 for row in ids if counter.tests[row])
    print(f"maillon features: {proven} proven, {len(ids) - proven} unproven")
    return 0


if __name__ == "__main__":
    sys.exit(main())
