"""The processes of a one-node Kubernetes: their certificates, configuration and command lines."""

from __future__ import annotations

import functools
import json
import subprocess
from pathlib import Path

import yaml

from tools.daemons import Daemon
from tools.paths import BIN, KUBECONFIG, RUN, STATE
from tools.pki import Authority
from tools.registry import ADDRESS as REGISTRY

NODE = "lexfix"
FOLDER = STATE / "cluster"
PKI = FOLDER / "pki"
CONTAINERD = RUN / "containerd.sock"
CNI_CONFIG = FOLDER / "cni"
API = "https://127.0.0.1:6443"
ETCD = "http://127.0.0.1:2379"
PODS, SERVICES, DNS = "10.244.0.0/16", "10.96.0.0/16", "10.96.0.10"
SANDBOX_IMAGE = "registry.k8s.io/pause:3.10"

CLIENTS = {
    "admin": ("lexfix-admin", "system:masters"),
    "controller-manager": ("system:kube-controller-manager", None),
    "scheduler": ("system:kube-scheduler", None),
    "proxy": ("system:kube-proxy", None),
    "kubelet": (f"system:node:{NODE}", "system:nodes"),
}


@functools.cache
def _address() -> str:
    """The node's own address: the first that is not loopback."""
    found = subprocess.run(["hostname", "-I"], capture_output=True, text=True, check=True).stdout.split()
    return next((a for a in found if "." in a and not a.startswith(("10.244.", "172.17."))), "127.0.0.1")


def _kubeconfig(client: str) -> Path:
    return KUBECONFIG if client == "admin" else FOLDER / f"{client}.kubeconfig"


def issue_credentials() -> None:
    authority = Authority(PKI, API)
    authority.create()
    authority.sign(
        "apiserver",
        "kube-apiserver",
        names=("127.0.0.1", "10.96.0.1", "localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc"),
    )
    for client, (name, organization) in CLIENTS.items():
        authority.sign(client, name, organization)
        authority.kubeconfig(client, _kubeconfig(client))
    authority.sign("aggregator", "front-proxy-client")
    authority.sign(_serving(), NODE, names=(NODE, _address()))


def _serving() -> str:
    """The kubelet's server certificate: as in k3s, the cluster's authority signs it, so that clients can check it."""
    return f"serving-{_address()}"


def write_configuration() -> None:
    """The files that containerd, its network and the kubelet read."""
    hosts = FOLDER / "certs.d" / "_default"
    for folder in (hosts, CNI_CONFIG, RUN):
        folder.mkdir(parents=True, exist_ok=True)
    mirror = f"http://{REGISTRY}"
    (hosts / "hosts.toml").write_text(f'server = "{mirror}"\n[host."{mirror}"]\n  capabilities = ["pull", "resolve"]\n')
    bridge = {
        "type": "bridge",
        "bridge": "cni0",
        "isGateway": True,
        "ipMasq": True,
        "hairpinMode": True,
        "ipam": {
            "type": "host-local",
            "dataDir": str(FOLDER / "addresses"),
            "ranges": [[{"subnet": "10.244.0.0/24"}]],
            "routes": [{"dst": "0.0.0.0/0"}],
        },
    }
    ports = {"type": "portmap", "capabilities": {"portMappings": True}}
    network = {"cniVersion": "1.0.0", "name": "lexfix", "plugins": [bridge, ports]}
    (CNI_CONFIG / "10-lexfix.conflist").write_text(json.dumps(network))
    (FOLDER / "containerd.toml").write_text(
        f"""version = 2
root = "{FOLDER}/containerd"
state = "{RUN}/containerd"
[grpc]
  address = "{CONTAINERD}"
[plugins."io.containerd.grpc.v1.cri"]
  restrict_oom_score_adj = true
  sandbox_image = "{SANDBOX_IMAGE}"
[plugins."io.containerd.grpc.v1.cri".cni]
  bin_dir = "/usr/lib/cni"
  conf_dir = "{CNI_CONFIG}"
[plugins."io.containerd.grpc.v1.cri".registry]
  config_path = "{FOLDER}/certs.d"
"""
    )
    (FOLDER / "kubelet.yaml").write_text(kubelet_configuration())


def kubelet_configuration() -> str:
    """The kubelet's file; one that runs with another has to be started again."""
    kubelet = {
        "apiVersion": "kubelet.config.k8s.io/v1beta1",
        "kind": "KubeletConfiguration",
        "cgroupDriver": "cgroupfs",
        "containerRuntimeEndpoint": f"unix://{CONTAINERD}",
        "failSwapOn": False,
        "clusterDNS": [DNS],
        "clusterDomain": "cluster.local",
        "authentication": {"x509": {"clientCAFile": str(PKI / "ca.crt")}, "anonymous": {"enabled": False}},
        "authorization": {"mode": "Webhook"},
        "resolvConf": "/etc/resolv.conf",
        "tlsCertFile": str(PKI / f"{_serving()}.crt"),
        "tlsPrivateKeyFile": str(PKI / f"{_serving()}.key"),
        # A laptop's disk is often nearly full; evicting the learner's database for that helps nobody.
        "evictionHard": {"memory.available": "100Mi", "nodefs.available": "1%", "imagefs.available": "1%"},
        "imageGCHighThresholdPercent": 100,
    }
    return yaml.safe_dump(kubelet)


def _options(**values: str | int | Path) -> list[str]:
    return [f"--{name.replace('_', '-')}={value}" for name, value in values.items()]


def daemons() -> dict[str, Daemon]:
    """The node's processes, in the order in which they start."""
    key = PKI / "service-account.key"
    all_ = [
        Daemon("containerd", ["/usr/bin/containerd", "--config", FOLDER / "containerd.toml"]),
        Daemon(
            "etcd",
            [
                BIN / "etcd",
                *_options(
                    data_dir=FOLDER / "etcd",
                    listen_client_urls=ETCD,
                    advertise_client_urls=ETCD,
                    listen_peer_urls="http://127.0.0.1:2380",
                ),
            ],
        ),
        Daemon(
            "kube-apiserver",
            [
                BIN / "kube-apiserver",
                "--allow-privileged",
                *_options(
                    etcd_servers=ETCD,
                    bind_address="127.0.0.1" if _address() == "127.0.0.1" else "0.0.0.0",  # noqa: S104 pods reach it
                    advertise_address=_address(),
                    secure_port=6443,
                    tls_cert_file=PKI / "apiserver.crt",
                    tls_private_key_file=PKI / "apiserver.key",
                    client_ca_file=PKI / "ca.crt",
                    service_account_key_file=PKI / "service-account.pub",
                    service_account_signing_key_file=key,
                    service_account_issuer="https://kubernetes.default.svc",
                    service_cluster_ip_range=SERVICES,
                    authorization_mode="Node,RBAC",
                    enable_admission_plugins="NodeRestriction",
                    kubelet_client_certificate=PKI / "admin.crt",
                    kubelet_client_key=PKI / "admin.key",
                    kubelet_preferred_address_types="InternalIP",
                    requestheader_client_ca_file=PKI / "ca.crt",
                    requestheader_allowed_names="front-proxy-client",
                    requestheader_extra_headers_prefix="X-Remote-Extra-",
                    requestheader_group_headers="X-Remote-Group",
                    requestheader_username_headers="X-Remote-User",
                    proxy_client_cert_file=PKI / "aggregator.crt",
                    proxy_client_key_file=PKI / "aggregator.key",
                    enable_aggregator_routing="true",
                ),
            ],
        ),
        Daemon(
            "kube-controller-manager",
            [
                BIN / "kube-controller-manager",
                "--use-service-account-credentials",
                "--allocate-node-cidrs",
                *_options(
                    kubeconfig=_kubeconfig("controller-manager"),
                    service_account_private_key_file=key,
                    root_ca_file=PKI / "ca.crt",
                    leader_elect="false",
                    cluster_cidr=PODS,
                    service_cluster_ip_range=SERVICES,
                    cluster_signing_cert_file=PKI / "ca.crt",
                    cluster_signing_key_file=PKI / "ca.key",
                    # The defaults of 15 s and 5 min are made for a data centre.
                    horizontal_pod_autoscaler_sync_period="15s",
                ),
            ],
        ),
        Daemon(
            "kube-scheduler",
            [BIN / "kube-scheduler", *_options(kubeconfig=_kubeconfig("scheduler"), leader_elect="false")],
        ),
        Daemon(
            "kubelet",
            [
                BIN / "kubelet",
                *_options(
                    config=FOLDER / "kubelet.yaml",
                    kubeconfig=_kubeconfig("kubelet"),
                    hostname_override=NODE,
                    node_ip=_address(),
                    root_dir=FOLDER / "kubelet",
                    cert_dir=FOLDER / "kubelet-pki",
                ),
            ],
            # Without it, Go would follow a proxy of the host for what never leaves the node.
            env={"NO_PROXY": "*"},
        ),
        Daemon(
            "kube-proxy",
            [
                BIN / "kube-proxy",
                *_options(
                    kubeconfig=_kubeconfig("proxy"), cluster_cidr=PODS, hostname_override=NODE, proxy_mode="iptables"
                ),
            ],
        ),
    ]
    return {daemon.name: daemon for daemon in all_}
