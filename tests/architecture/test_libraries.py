"""Every library imported is declared, in the group that may use it; none is under the GPL."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, python_files, text_of

OURS = {"shared", "services", "deploy", "tests", "bench"}
# asked for by nameko and Litestar themselves, at a version that theirs decide
FOLLOWED = {"amqp", "anyio", "greenlet", "multipart", "httpx", "werkzeug", "docker", "pip", "markupsafe"}
# these may live where tests are run, and nowhere else
FOR_TESTS = ("shared/testing/", "deploy/tooling/", "deploy/shots")


@pytest.mark.parametrize("folders", [("shared", "services", "deploy"), ("tests", "bench")])
def test_every_imported_library_is_declared(folders: tuple[str, ...]) -> None:
    product, tests = _declared()
    by_module = metadata.packages_distributions()
    undeclared = set()
    for path in python_files(*folders):
        may_test = path.parts[0] in ("tests", "bench") or str(path).startswith(FOR_TESTS)
        allowed = FOLLOWED | product | (tests if may_test else set())
        for module in _imported(path) - OURS - set(sys.stdlib_module_names):
            if not {_norm(name) for name in by_module.get(module, [module])} & allowed:
                undeclared.add(f"{path}: {module}")
    assert not undeclared


def test_no_library_is_under_the_gpl() -> None:
    text = (ROOT / "requirements" / "runtime.txt").read_text()
    bound = []
    for name in re.findall(r"^([a-z0-9-]+)==", text, re.MULTILINE):
        try:
            about = metadata.metadata(name)
        except metadata.PackageNotFoundError:
            continue  # for another system or Python
        licences = [*about.get_all("License-Expression", []), *about.get_all("Classifier", [])]
        words = " ".join(licence for licence in licences if "::" not in licence or "License ::" in licence)
        if re.search(r"\bA?GPL|(?<!Lesser )General Public License", words) and "Lesser" not in words:
            bound.append(f"{name}: {words}")
    assert not bound


def _declared() -> tuple[set[str], set[str]]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    names = [[_norm(re.split(r"[\[<>=!~; ]", line)[0]) for line in lines]
             for lines in (project["dependencies"], project["optional-dependencies"]["test"])]  # fmt: skip
    return set(names[0]), set(names[1])


def _imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(text_of(path))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


def _norm(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
