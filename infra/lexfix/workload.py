"""A stateless service of LexFix: its pods, how many there are, how they are replaced and how they are reached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi
import pulumi_kubernetes as k8s
from pulumi_kubernetes.autoscaling import v2 as autoscaling
from pulumi_kubernetes.core import v1 as core
from pulumi_kubernetes.meta import v1 as meta

from infra.lexfix import pod
from infra.lexfix.images import Image
from infra.lexfix.service import service
from infra.lexfix.size import Size
from infra.lexfix.telemetry import METRICS_PORT, METRICS_PORT_NAME

STARTUP_SECONDS = 120
ROLLOUT_SECONDS = 300
"""A new version whose pods do not answer by then has failed; the old one serves on."""
DRAIN_SECONDS = 5
"""How long a pod serves on after it was taken out of the Service, for proxies that have not noticed yet."""
GRACE_SECONDS = 30


@dataclass(frozen=True)
class WorkloadArgs:
    namespace: pulumi.Input[str]
    image: Image
    port: int
    size: Size
    live_path: str
    """Answers 200 as long as the process is worth keeping."""
    ready_path: str
    """Answers 200 when the pod can serve."""
    secret: pulumi.Input[str]
    """Name of the Secret whose keys become environment variables."""
    environment: Mapping[str, pulumi.Input[str]]
    certificate_authority: pulumi.Input[str] | None
    nodes: Mapping[str, str] = field(default_factory=dict)
    """Labels, and soft taints, of nodes that suit the pods best; where there are none, any node will do."""


class Workload(pulumi.ComponentResource):
    """Deployment, Service, ServiceAccount, HorizontalPodAutoscaler and PodDisruptionBudget, all called ``name``."""

    service: k8s.core.v1.Service
    deployment: k8s.apps.v1.Deployment

    def __init__(self, name: str, args: WorkloadArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("lexfix:app:Workload", name, None, opts)
        self._name, self._args = name, args
        self._metadata = pod.metadata(name, args.namespace)
        account = k8s.core.v1.ServiceAccount(
            name, metadata=self._metadata, automount_service_account_token=False, opts=self._opts()
        )
        self.deployment = self._deployment(account)
        # After the pods, so that a first version that does not come up fails once, not once more in the Service.
        self.service = service(name, args.namespace, {"http": (args.port, "http")}, self.deployment, parent=self)
        self._autoscaler()
        self._disruption_budget()
        self.register_outputs({"service": self.service.metadata.name})

    def _opts(self, *after: pulumi.Resource) -> pulumi.ResourceOptions:
        return pulumi.ResourceOptions(parent=self, depends_on=list(after))

    def _deployment(self, account: k8s.core.v1.ServiceAccount) -> k8s.apps.v1.Deployment:
        args = self._args
        return k8s.apps.v1.Deployment(
            self._name,
            metadata=self._metadata,
            spec=k8s.apps.v1.DeploymentSpecArgs(
                # No replicas: the autoscaler owns them.
                selector=meta.LabelSelectorArgs(match_labels=pod.selector(self._name)),
                min_ready_seconds=5,
                progress_deadline_seconds=ROLLOUT_SECONDS,
                revision_history_limit=3,
                strategy=k8s.apps.v1.DeploymentStrategyArgs(
                    type="RollingUpdate",
                    rolling_update=k8s.apps.v1.RollingUpdateDeploymentArgs(max_unavailable=0, max_surge=1),
                ),
                template=core.PodTemplateSpecArgs(
                    metadata=meta.ObjectMetaArgs(labels=pod.labels(self._name)),
                    spec=core.PodSpecArgs(
                        service_account_name=account.metadata.name,
                        automount_service_account_token=False,
                        enable_service_links=False,
                        security_context=pod.pod_security(),
                        affinity=_affinity(args.nodes),
                        tolerations=_tolerations(args.nodes),
                        topology_spread_constraints=[
                            self._spread("topology.kubernetes.io/zone"),
                            self._spread("kubernetes.io/hostname"),
                        ],
                        termination_grace_period_seconds=GRACE_SECONDS,
                        containers=[self._container()],
                        volumes=[pod.scratch_volume(), *pod.certificate_volumes(args.certificate_authority)],
                    ),
                ),
            ),
            opts=self._opts(),
        )

    def _container(self) -> core.ContainerArgs:
        args = self._args
        return core.ContainerArgs(
            name=self._name,
            image=args.image.reference,
            ports=[
                core.ContainerPortArgs(name="http", container_port=args.port),
                core.ContainerPortArgs(name=METRICS_PORT_NAME, container_port=METRICS_PORT),
            ],
            env=pod.environment(args.environment),
            env_from=pod.environment_from(args.secret),
            resources=pod.resources(args.size.cpu, args.size.memory, args.size.memory_limit),
            startup_probe=pod.probe(args.ready_path, "http", period=2, failures=STARTUP_SECONDS // 2),
            readiness_probe=pod.probe(args.ready_path, "http", period=5, failures=3),
            liveness_probe=pod.probe(args.live_path, "http", period=10, failures=3),
            lifecycle=core.LifecycleArgs(
                pre_stop=core.LifecycleHandlerArgs(sleep=core.SleepActionArgs(seconds=DRAIN_SECONDS))
            ),
            security_context=pod.container_security(),
            volume_mounts=[pod.scratch_mount(), *pod.certificate_mounts(args.certificate_authority)],
        )

    def _spread(self, topology: str) -> core.TopologySpreadConstraintArgs:
        return core.TopologySpreadConstraintArgs(
            max_skew=1,
            topology_key=topology,
            when_unsatisfiable="ScheduleAnyway",
            label_selector=meta.LabelSelectorArgs(match_labels=pod.selector(self._name)),
            match_label_keys=["pod-template-hash"],
        )

    def _autoscaler(self) -> None:
        size = self._args.size
        autoscaling.HorizontalPodAutoscaler(
            self._name,
            metadata=self._metadata,
            spec=autoscaling.HorizontalPodAutoscalerSpecArgs(
                scale_target_ref=autoscaling.CrossVersionObjectReferenceArgs(
                    api_version="apps/v1", kind="Deployment", name=self._name
                ),
                min_replicas=size.smallest,
                max_replicas=size.largest,
                metrics=[
                    autoscaling.MetricSpecArgs(
                        type="Resource",
                        resource=autoscaling.ResourceMetricSourceArgs(
                            name="cpu",
                            target=autoscaling.MetricTargetArgs(type="AverageValue", average_value=size.scale_at),
                        ),
                    )
                ],
            ),
            opts=self._opts(self.deployment),
        )

    def _disruption_budget(self) -> None:
        k8s.policy.v1.PodDisruptionBudget(
            self._name,
            metadata=self._metadata,
            spec=k8s.policy.v1.PodDisruptionBudgetSpecArgs(
                # Not min_available: with a single pod that would forbid every drain of its node.
                max_unavailable=1,
                selector=meta.LabelSelectorArgs(match_labels=pod.selector(self._name)),
                unhealthy_pod_eviction_policy="AlwaysAllow",
            ),
            opts=self._opts(),
        )


def _affinity(nodes: Mapping[str, str]) -> core.AffinityArgs | None:
    if not nodes:
        return None
    labelled = core.NodeSelectorTermArgs(
        match_expressions=[
            core.NodeSelectorRequirementArgs(key=key, operator="In", values=[value]) for key, value in nodes.items()
        ]
    )
    return core.AffinityArgs(
        node_affinity=core.NodeAffinityArgs(
            preferred_during_scheduling_ignored_during_execution=[
                core.PreferredSchedulingTermArgs(weight=100, preference=labelled)
            ]
        )
    )


def _tolerations(nodes: Mapping[str, str]) -> list[core.TolerationArgs] | None:
    return [
        core.TolerationArgs(key=key, operator="Equal", value=value, effect="PreferNoSchedule")
        for key, value in nodes.items()
    ] or None
