"""Who may know whom: what keeps LexFix the same on every platform, and the project the same on every machine."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.lexfix.images import REPOSITORY

PRODUCT = ("infra", "stacks", "policies")


def files(*places: str) -> list[Path]:
    """The Python files of folders, or the files themselves."""
    paths = [REPOSITORY / place for place in places]
    found = [file for path in paths for file in (sorted(path.rglob("*.py")) if path.is_dir() else [path])]
    assert found
    return found


def imports(file: Path) -> Iterator[str]:
    """Every module that a file imports, at its top or later."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{name.name}" for name in node.names)


def violations(places: tuple[str, ...], forbidden: tuple[str, ...]) -> list[str]:
    """Each import of a forbidden package."""
    return [
        f"{file.relative_to(REPOSITORY)} imports {module}"
        for file in files(*places)
        for module in imports(file)
        if any(module == package or module.startswith(f"{package}.") for package in forbidden)
    ]


@pytest.mark.parametrize(
    ("places", "forbidden"),
    [
        (
            ("infra/lexfix", "infra/gates", "infra/platform.py", "infra/pinned.py"),
            ("infra.aws", "infra.local", "stacks"),
        ),
        (("infra/monitoring", "infra/api_token.py", "infra/rbac.py"), ("infra.aws", "infra.local", "stacks")),
        (("infra/lexfix", "infra/gates", "infra/monitoring"), ("pulumi_aws", "boto3")),
        (("infra/lexfix", "infra/gates"), ("infra.monitoring",)),
        (("infra/aws",), ("infra.local", "stacks")),
        (("infra/local",), ("infra.aws", "stacks", "pulumi_aws")),
        (("stacks/__main__.py", "stacks/settings.py"), ("infra.aws", "infra.local")),
        (PRODUCT, ("tools", "tests", "ops")),
        (("ops",), ("tests",)),
    ],
    ids=" ".join,
)
def test_nobody_imports_what_it_must_not_know(places: tuple[str, ...], forbidden: tuple[str, ...]) -> None:
    assert violations(places, forbidden) == []


def test_lexfix_never_names_the_platform_it_is_on() -> None:
    names = re.compile(
        r"\b(aws|eks|ecr|rds|documentdb|elasticache|traefik|nginx|k3s|k3d|staging|prod)\b", re.IGNORECASE
    )
    for file in files("infra/lexfix", "infra/gates", "infra/platform.py", "stacks/__main__.py"):
        code = ast.unparse(_without_docstrings(ast.parse(file.read_text())))
        assert not names.search(code), f"{file.relative_to(REPOSITORY)}: {names.findall(code)}"


def _without_docstrings(module: ast.Module) -> ast.Module:
    """Prose may give examples."""
    for node in ast.walk(module):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            node.body = [one for one in node.body if not _is_text(one)] or [ast.Pass()]
    return module


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def test_the_product_reads_no_variable_that_could_tell_one_machine_from_another() -> None:
    # The kubeconfig that every Kubernetes tool reads; the stack's name, which the engine tells a policy pack; what
    # identifies a pipeline's commit; the index that git is told to use.
    # Scripts run in the images of LexFix, which the Deployment tells everything that way.
    known = re.compile(r"KUBECONFIG|PULUMI_STACK|GITHUB_|GIT_INDEX_FILE")
    product = [file for file in files(*PRODUCT) if "scripts" not in file.parts]
    lines = [line for file in product for line in file.read_text().splitlines()]
    assert [line for line in lines if re.search(r"\b(environ|getenv)\b", line) and not known.search(line)] == []


def test_the_program_stays_small_enough_to_be_read_at_once() -> None:
    assert len((REPOSITORY / "stacks" / "__main__.py").read_text().splitlines()) <= 40


def test_every_test_is_in_a_file_that_pytest_collects() -> None:
    for file in files("tests"):
        functions = [node.name for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.FunctionDef)]
        if any(name.startswith("test_") for name in functions):
            assert file.name.startswith("test_"), f"{file.relative_to(REPOSITORY)} is never run"
            # Without it two files of the same name hide each other.
            assert (file.parent / "__init__.py").is_file(), f"{file.parent.relative_to(REPOSITORY)} is no package"
