"""The documentation names every command, every setting, and every feature that tests claim."""

from __future__ import annotations

import re
from pathlib import Path

from deploy.tooling import settings_page
from tests.architecture.tree import ROOT, project_files, python_files, text_of

TEST_FEATURES_MAX = 2
MARK = re.compile(r"mark\.feature\(([^)]*)\)")


def test_every_make_target_is_documented() -> None:
    targets = re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert not [target for target in targets if f"make {target}" not in _documentation()]


def test_the_page_of_settings_is_the_one_the_code_writes() -> None:
    assert settings_page.PAGE.read_text(encoding="utf-8") == settings_page.page(), (
        "run: .venv/bin/python -m deploy.tooling.settings_page"
    )


def test_every_variable_read_anywhere_is_documented() -> None:
    readers = [*python_files("shared", "services", "deploy", "tests"), Path("docker-compose.yml")]
    pattern = re.compile(r"[\"{ ](MAILLON_[A-Z_]+[A-Z])[\":]")
    read = {name.removesuffix("_FILE") for path in readers for name in pattern.findall(text_of(path))}
    known = " ".join(re.findall(r"`(MAILLON_[A-Z_]+)`", settings_page.page()))
    assert not sorted(
        name for name in read if not re.search(rf"{name}\b|{name}_", known)
    )  # a prefix is no name


def test_every_feature_id_that_tests_carry_is_in_the_table() -> None:
    known = set(re.findall(r"^\| ([A-Z]\d+) \|", text_of_features(), re.MULTILINE))
    assert not {
        f"{path}: {feature}"
        for path in python_files("tests")
        for arguments in MARK.findall(text_of(path))
        for feature in re.findall(r'"(\w+)"', arguments)
        if feature not in known
    }


def test_no_link_of_the_documentation_is_broken() -> None:
    broken = []
    for path in project_files():
        if path.suffix == ".md":
            for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text_of(path)):
                if not (ROOT / path.parent / target).exists():
                    broken.append(f"{path}: {target}")
    assert not broken


def text_of_features() -> str:
    return (ROOT / "docs" / "features.md").read_text()


def _documentation() -> str:
    pages = [path for path in project_files() if path.suffix == ".md"]
    return "\n".join(text_of(path) for path in pages)
