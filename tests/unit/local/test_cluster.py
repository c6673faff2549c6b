"""The cluster that the kubeconfig points at, and what is said when there is none."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pulumi
import pytest
import yaml

from infra.local.cluster import REMEDY, Cluster, locate
from stacks.settings import load
from tests.unit.declared import Declared, declare

Write = Callable[..., Path]


@pytest.fixture
def kubeconfig(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Writes kubeconfigs; each goes to the end of ``KUBECONFIG``."""
    monkeypatch.setenv("KUBECONFIG", "")

    def write(current: str | None = "here", server: str = "https://127.0.0.1:6443", **contexts: str) -> Path:
        clusters = set((contexts or {"here": "laptop"}).values())
        file = tmp_path / f"config-{len(list(tmp_path.iterdir()))}"
        content = {
            "contexts": [
                {"name": name, "context": {"cluster": of}} for name, of in (contexts or {"here": "laptop"}).items()
            ],
            "clusters": [{"name": name, "cluster": {"server": server}} for name in clusters],
            **({"current-context": current} if current else {}),
        }
        file.write_text(yaml.safe_dump(content))
        known = os.environ["KUBECONFIG"]
        monkeypatch.setenv("KUBECONFIG", f"{known}{os.pathsep}{file}" if known else str(file))
        return file

    return write


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port that is taken, so that nobody else gets it, and that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


def refusal(context: str | None = None) -> str:
    with pytest.raises(pulumi.RunError) as error:
        locate(context)
    return str(error.value)


def test_the_current_context_is_used_unless_another_is_named(kubeconfig: Write) -> None:
    kubeconfig(current="here", here="laptop", there="server")
    assert locate() == Cluster(context="here", name="laptop", server="https://127.0.0.1:6443")
    assert locate("there").name == "server"


def test_of_several_kubeconfigs_the_first_wins_as_it_does_for_kubectl(kubeconfig: Write) -> None:
    kubeconfig(current=None, here="laptop", server="https://first:6443")
    kubeconfig(current="here", here="laptop", server="https://second:6443")
    assert locate().server == "https://first:6443"


def test_without_a_kubeconfig_the_message_says_where_it_was_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KUBECONFIG", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert refusal() == f"There is no kubeconfig at {tmp_path}/.kube/config, so no cluster to deploy to. {REMEDY}"


def test_a_kubeconfig_without_a_current_context_is_named(kubeconfig: Write) -> None:
    file = kubeconfig(current=None)
    assert refusal() == f"The kubeconfig {file} has no current context. {REMEDY}"


def test_an_unknown_context_is_answered_with_those_there_are(kubeconfig: Write) -> None:
    file = kubeconfig(here="laptop", there="server")
    assert refusal("nowhere") == f"The kubeconfig {file} has no context 'nowhere' (it has: here, there). {REMEDY}"


def test_a_kubeconfig_that_is_not_yaml_is_named(kubeconfig: Write) -> None:
    file = kubeconfig()
    file.write_text("contexts: [")
    assert refusal().startswith(f"The kubeconfig {file} is not YAML (")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("contexts: [{name: here}]", "contexts.0.context: Field required"),
        ("clusters: [{name: laptop, cluster: {}}]", "clusters.0.cluster.server: Field required"),
        ("hello", "the whole: Input should be a valid dictionary"),
    ],
)
def test_a_file_that_is_no_kubeconfig_is_named_with_what_is_wrong(
    kubeconfig: Write, content: str, problem: str
) -> None:
    file = kubeconfig()
    file.write_text(content)
    assert refusal().startswith(f"{file} is not a kubeconfig ({problem}")


def test_a_cluster_that_answers_passes() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        Cluster("here", "laptop", f"https://127.0.0.1:{server.getsockname()[1]}").check()


def test_a_cluster_that_does_not_answer_stops_the_update_before_anything_is_declared(
    kubeconfig: Write, closed_port: int
) -> None:
    kubeconfig(server=f"https://127.0.0.1:{closed_port}")
    declared = Declared()
    environment = load("local", {"url": "http://localhost:3000", "registry": "localhost:5000"})
    with pytest.raises(pulumi.RunError) as error:
        declare(environment.platform, declared)
    message = str(error.value)
    assert f"The cluster of context 'here' does not answer at https://127.0.0.1:{closed_port} (" in message
    assert "refused" in message
    assert message.endswith(REMEDY)
    assert declared.resources == []
