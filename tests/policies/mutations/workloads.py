"""Mutations of what runs in the cluster."""

from __future__ import annotations

from policies.definition_of_done import GATES
from tests.policies.mutation import AWS, EVERYWHERE, Mutation

DIGEST = "sha256:" + "b" * 64
DEPLOYMENT = "kubernetes:apps/v1:Deployment"
STATEFUL_SET = "kubernetes:apps/v1:StatefulSet"
JOB = "kubernetes:batch/v1:Job"
SERVICE = "kubernetes:core/v1:Service"
NAMESPACE = "kubernetes:core/v1:Namespace"
RBAC = "kubernetes:rbac.authorization.k8s.io/v1"
POD = "spec.template.spec"
CONTAINER = f"{POD}.containers.0"
NAME = "app.kubernetes.io/name"
LOCAL = ("local",)

MUTATIONS = (
    Mutation("images-built", "docker-build:index:Image", "lexfix-app", "push", False),
    Mutation("images-built", "docker-build:index:Image", "lexfix-app", "buildArgs.NODE_IMAGE", "node:24"),
    Mutation(
        "images-of-this-stack", DEPLOYMENT, "ml-service", f"{CONTAINER}.image", f"public.ecr.aws/nginx/nginx@{DIGEST}"
    ),
    Mutation("migrations-applied", JOB, "migrate"),
    Mutation("migrations-applied", JOB, "migrate", ("metadata", "labels", NAME), "other"),
    *(Mutation("clauses-measured", kind, clause.lower(), stacks=EVERYWHERE) for clause, kind in GATES.items()),
    Mutation("measured-as-deployed", GATES["Migrations"], "migrations", "digest", DIGEST, EVERYWHERE),
    Mutation("measured-as-deployed", GATES["Model"], "model", "digest", DIGEST, EVERYWHERE),
    Mutation("measured-as-deployed", GATES["Health"], "health", "versions.ml-service", DIGEST, EVERYWHERE),
    Mutation("measured-as-deployed", GATES["Trial"], "trial", "digest", DIGEST, EVERYWHERE),
    Mutation("measured-as-deployed", GATES["Alerts"], "alerts", "digest", DIGEST, EVERYWHERE),
    Mutation("measured-as-deployed", GATES["Smoke"], "smoke", "digest", DIGEST, EVERYWHERE),
    Mutation("measured-as-deployed", GATES["Health"], "health", "versions.app", DIGEST, EVERYWHERE),
    *(Mutation("clauses-enforced", kind, clause.lower(), "enforced", False, AWS) for clause, kind in GATES.items()),
    *(Mutation("clauses-met", kind, clause.lower(), "met", False, AWS) for clause, kind in GATES.items()),
    Mutation(
        "images-by-digest", DEPLOYMENT, "lexfix-autoscaler-deployment", f"{CONTAINER}.image", "registry.k8s.io/a:1", AWS
    ),
    Mutation("images-by-digest", STATEFUL_SET, "postgres", f"{CONTAINER}.image", "postgres:17", LOCAL),
    Mutation(
        "known-origin",
        DEPLOYMENT,
        "lexfix-autoscaler-deployment",
        f"{CONTAINER}.image",
        f"ghcr.io/somebody/a:1@{DIGEST}",
        AWS,
    ),
    Mutation("known-origin", STATEFUL_SET, "prometheus", f"{CONTAINER}.image", f"somebody/prometheus:3@{DIGEST}"),
    Mutation("known-origin", STATEFUL_SET, "postgres", f"{CONTAINER}.image", f"somebody/postgres:17@{DIGEST}", LOCAL),
    Mutation("non-root", DEPLOYMENT, "app", f"{POD}.securityContext.runAsNonRoot"),
    Mutation("non-root", DEPLOYMENT, "app", f"{POD}.securityContext.runAsUser", 0),
    Mutation("non-root", JOB, "migrate", f"{POD}.initContainers.0.securityContext.runAsNonRoot", False),
    Mutation("read-only-root", DEPLOYMENT, "app", f"{CONTAINER}.securityContext.readOnlyRootFilesystem", False),
    Mutation(
        "no-privilege-escalation", DEPLOYMENT, "app", f"{CONTAINER}.securityContext.allowPrivilegeEscalation", True
    ),
    Mutation("not-privileged", DEPLOYMENT, "app", f"{CONTAINER}.securityContext.privileged", True),
    Mutation("capabilities-dropped", DEPLOYMENT, "app", f"{CONTAINER}.securityContext.capabilities.drop", []),
    Mutation("capabilities-dropped", DEPLOYMENT, "app", f"{CONTAINER}.securityContext.capabilities.add", ["SYS_ADMIN"]),
    Mutation("seccomp", DEPLOYMENT, "app", f"{POD}.securityContext.seccompProfile"),
    Mutation("no-host-access", DEPLOYMENT, "app", f"{POD}.hostNetwork", True),
    Mutation("no-host-access", DEPLOYMENT, "app", f"{CONTAINER}.ports.0.hostPort", 3000),
    Mutation("no-api-token", DEPLOYMENT, "app", f"{POD}.automountServiceAccountToken", True),
    Mutation("plain-volumes", DEPLOYMENT, "app", f"{POD}.volumes.0", {"name": "node", "hostPath": {"path": "/"}}),
    Mutation(
        "no-node-folders",
        "kubernetes:core/v1:PersistentVolume",
        "whole-node",
        value={"metadata": {"name": "whole-node"}, "spec": {"hostPath": {"path": "/"}}},
    ),
    Mutation("kernel-as-is", DEPLOYMENT, "app", f"{POD}.securityContext.sysctls", [{"name": "kernel.msgmax"}]),
    Mutation("kernel-as-is", DEPLOYMENT, "app", f"{CONTAINER}.securityContext.procMount", "Unmasked"),
    Mutation("own-account", DEPLOYMENT, "app", f"{POD}.serviceAccountName"),
    Mutation("no-literal-secret", DEPLOYMENT, "app", f"{CONTAINER}.env.0", {"name": "API_KEY", "value": "1234"}),
    Mutation("no-literal-secret", DEPLOYMENT, "app", f"{CONTAINER}.env.0.value", "redis://:secret@redis:6379"),
    Mutation(
        "no-secret-in-config-map", "kubernetes:core/v1:ConfigMap", "lexfix-ingress-config", "data.password", "1234", AWS
    ),
    Mutation("no-secret-in-config-map", "kubernetes:core/v1:ConfigMap", "prometheus", "data.password", "1234"),
    Mutation(
        "no-secret-in-config-map",
        "kubernetes:core/v1:ConfigMap",
        "ml-trial",
        "data",
        {"password": "1234"},
        EVERYWHERE,
    ),
    Mutation(
        "restricted-namespaces",
        NAMESPACE,
        "lexfix",
        ("metadata", "labels", "pod-security.kubernetes.io/enforce"),
        "baseline",
    ),
    Mutation("own-namespace", SERVICE, "app", "metadata.namespace"),
    Mutation("one-entrance", SERVICE, "app", "spec.type", "LoadBalancer"),
    Mutation("one-entrance", SERVICE, "app", "spec.externalIPs", ["203.0.113.9"]),
    Mutation("no-wildcard-rights", f"{RBAC}:ClusterRole", "lexfix-ingress-cluster-role", "rules.0.verbs", ["*"], AWS),
    Mutation("no-wildcard-rights", f"{RBAC}:ClusterRole", "prometheus-cluster-role", "rules.0.verbs", ["*"]),
    Mutation("no-cluster-secrets", f"{RBAC}:ClusterRole", "prometheus-cluster-role", "rules.0.resources.0", "secrets"),
    Mutation("no-escalating-rights", f"{RBAC}:ClusterRole", "prometheus-cluster-role", "rules.1.verbs.0", "bind"),
    Mutation("no-built-in-roles", f"{RBAC}:ClusterRoleBinding", "prometheus-cluster-binding", "roleRef.name", "edit"),
    Mutation("named-holders", f"{RBAC}:ClusterRoleBinding", "prometheus-cluster-binding", "subjects.0.kind", "Group"),
    Mutation("no-wildcard-rights", f"{RBAC}:Role", "lexfix-ingress-role", "rules.0.resources", ["*"], AWS),
    Mutation(
        "no-cluster-secrets",
        f"{RBAC}:ClusterRole",
        "lexfix-ingress-cluster-role",
        "rules.3.resources.0",
        "secrets",
        AWS,
    ),
    Mutation("no-escalating-rights", f"{RBAC}:Role", "lexfix-ingress-role", "rules.1.verbs.0", "escalate", AWS),
    Mutation(
        "no-built-in-roles",
        f"{RBAC}:ClusterRoleBinding",
        "lexfix-ingress-cluster-binding",
        "roleRef.name",
        "cluster-admin",
        AWS,
    ),
    Mutation("named-holders", f"{RBAC}:RoleBinding", "lexfix-ingress-binding", "subjects.0.kind", "Group", AWS),
    Mutation("named-holders", f"{RBAC}:RoleBinding", "lexfix-ingress-binding", "subjects.0.name", "default", AWS),
    Mutation(
        "volumes-encrypted",
        "kubernetes:storage.k8s.io/v1:StorageClass",
        "lexfix-storage-gp3",
        "parameters.encrypted",
        "false",
        AWS,
    ),
    Mutation("resources-set", DEPLOYMENT, "app", f"{CONTAINER}.resources.limits.memory"),
    Mutation("resources-set", JOB, "migrate", f"{POD}.initContainers.0.resources.requests.cpu"),
    Mutation("probes-set", DEPLOYMENT, "app", f"{CONTAINER}.readinessProbe"),
    Mutation("jobs-end", JOB, "migrate", "spec.activeDeadlineSeconds"),
    Mutation("rolls-without-a-gap", DEPLOYMENT, "app", "spec.strategy.type", "Recreate"),
    Mutation("rolls-without-a-gap", DEPLOYMENT, "app", "spec.strategy.rollingUpdate.maxUnavailable", 1),
    Mutation("disruption-budgets", "kubernetes:policy/v1:PodDisruptionBudget", "app"),
    Mutation(
        "disruption-budgets",
        "kubernetes:policy/v1:PodDisruptionBudget",
        "app",
        ("spec", "selector", "matchLabels", NAME),
        "other",
    ),
    Mutation("denies-by-default", "kubernetes:networking.k8s.io/v1:NetworkPolicy", "deny-by-default"),
    Mutation(
        "denies-by-default", "kubernetes:networking.k8s.io/v1:NetworkPolicy", "data-deny-by-default", stacks=LOCAL
    ),
    Mutation("denies-by-default", "kubernetes:networking.k8s.io/v1:NetworkPolicy", "monitoring-deny-by-default"),
    Mutation(
        "denies-by-default", "kubernetes:networking.k8s.io/v1:NetworkPolicy", "deny-by-default", "spec.ingress", [{}]
    ),
    Mutation("several-pods", "kubernetes:autoscaling/v2:HorizontalPodAutoscaler", "app", "spec.minReplicas", 1),
    Mutation("pods-spread", DEPLOYMENT, "app", f"{POD}.topologySpreadConstraints"),
    Mutation("workloads-named", DEPLOYMENT, "app", ("metadata", "labels", NAME)),
    Mutation("bounded-autoscaling", "kubernetes:autoscaling/v2:HorizontalPodAutoscaler", "app", "spec.maxReplicas", 99),
    Mutation("modest-memory", DEPLOYMENT, "app", f"{CONTAINER}.resources.limits.memory", "64Gi"),
    Mutation(
        "modest-volumes",
        STATEFUL_SET,
        "prometheus",
        "spec.volumeClaimTemplates.0.spec.resources.requests.storage",
        "2Ti",
    ),
)
