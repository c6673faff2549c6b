"""The cluster, its nodes and its add-ons."""

from __future__ import annotations

import json

from infra.aws.versions import KUBERNETES
from tests.unit.aws.conftest import Environment


def test_access_is_by_entries_only_and_the_creator_gets_none(prod: Environment) -> None:
    cluster = prod.declared.one("eks/cluster:Cluster").inputs
    assert cluster["accessConfig"] == {
        "authenticationMode": "API",
        "bootstrapClusterCreatorAdminPermissions": False,
    }
    policies = {
        association.inputs["principalArn"].rpartition("/")[2]: association.inputs["policyArn"].rpartition("/")[2]
        for association in prod.declared.of("AccessPolicyAssociation")
    }
    assert policies == {
        "lexfix-admin": "AmazonEKSClusterAdminPolicy",
        "lexfix-deployer": "AmazonEKSClusterAdminPolicy",
        "lexfix-reader": "AmazonEKSViewPolicy",
    }


def test_the_api_answers_inside_the_network_and_to_named_networks_outside(prod: Environment) -> None:
    network = prod.declared.one("eks/cluster:Cluster").inputs["vpcConfig"]
    assert network["endpointPrivateAccess"] is True
    assert network["publicAccessCidrs"] == ["203.0.113.0/24"]


def test_secrets_of_kubernetes_are_encrypted_and_the_control_plane_keeps_every_log(prod: Environment) -> None:
    cluster = prod.declared.one("eks/cluster:Cluster").inputs
    assert cluster["encryptionConfig"] == {
        "provider": {"keyArn": "arn:aws:lexfix-cluster-key"},
        "resources": ["secrets"],
    }
    assert cluster["enabledClusterLogTypes"] == ["api", "audit", "authenticator", "controllerManager", "scheduler"]
    logs = prod.declared.one("cloudwatch/logGroup:LogGroup", "lexfix-cluster-logs").inputs
    assert (logs["name"], logs["retentionInDays"]) == ("/aws/eks/lexfix-prod/cluster", 365)


def test_the_kubeconfig_holds_no_credential(prod: Environment) -> None:
    provider = prod.declared.one("pulumi:providers:kubernetes").inputs
    kubeconfig = json.loads(provider["kubeconfig"])
    user = kubeconfig["users"][0]["user"]
    assert list(user) == ["exec"]
    assert user["exec"]["args"] == ["eks", "get-token", "--cluster-name", "lexfix-prod", "--region", "eu-central-1"]
    assert provider["clusterIdentifier"] == "arn:aws:lexfix-cluster-cluster"


def test_nodes_answer_metadata_requests_with_a_token_only_and_not_to_pods(staging: Environment) -> None:
    for template in staging.declared.of("ec2/launchTemplate:LaunchTemplate"):
        options = template.inputs["metadataOptions"]
        assert (options["httpTokens"], options["httpPutResponseHopLimit"]) == ("required", 1)
        assert template.inputs["blockDeviceMappings"][0]["ebs"]["encrypted"] == "true"


def test_the_nodes_themselves_may_join_and_pull_and_nothing_more(prod: Environment) -> None:
    attached = [
        attachment.inputs["policyArn"].rpartition("/")[2]
        for attachment in prod.declared.of("iam/rolePolicyAttachment:RolePolicyAttachment")
        if attachment.name.startswith("lexfix-node-Amazon")
    ]
    assert sorted(attached) == ["AmazonEC2ContainerRegistryPullOnly", "AmazonEKSWorkerNodePolicy"]


def test_ml_nodes_are_marked_for_the_ml_service_and_others_shun_them(prod: Environment) -> None:
    ml = prod.declared.one("eks/nodeGroup:NodeGroup", "lexfix-ml-nodes-group").inputs
    assert ml["labels"] == {"lexfix.com/workload": "ml"}
    assert ml["taints"] == [{"effect": "PREFER_NO_SCHEDULE", "key": "lexfix.com/workload", "value": "ml"}]


def test_prod_runs_at_least_a_general_node_per_zone(prod: Environment) -> None:
    general = prod.declared.one("eks/nodeGroup:NodeGroup", "lexfix-general-nodes-group").inputs
    assert general["scalingConfig"] == {"desiredSize": 3, "maxSize": 9, "minSize": 3}


def test_every_addon_is_pinned_for_the_clusters_version(prod: Environment) -> None:
    addons = {addon.inputs["addonName"]: addon.inputs["addonVersion"] for addon in prod.declared.of("eks/addon:Addon")}
    versions = KUBERNETES[prod.declared.one("eks/cluster:Cluster").inputs["version"]]
    assert addons == {
        "vpc-cni": versions.vpc_cni,
        "kube-proxy": versions.kube_proxy,
        "coredns": versions.coredns,
        "eks-pod-identity-agent": versions.pod_identity_agent,
        "aws-ebs-csi-driver": versions.ebs_csi_driver,
        "metrics-server": versions.metrics_server,
    }
    assert prod.declared.one("eks/cluster:Cluster").inputs["bootstrapSelfManagedAddons"] is False


def test_network_policies_are_enforced(prod: Environment) -> None:
    addon = prod.declared.one("eks/addon:Addon", "lexfix-node-addons-vpc-cni").inputs
    assert json.loads(addon["configurationValues"])["enableNetworkPolicy"] == "true"


def test_pods_get_aws_permissions_through_pod_identity_and_only_these_service_accounts_do(prod: Environment) -> None:
    accounts = {
        (association.inputs["namespace"], association.inputs["serviceAccount"])
        for association in prod.declared.of("PodIdentityAssociation")
    }
    assert accounts == {
        ("kube-system", "aws-node"),
        ("kube-system", "ebs-csi-controller-sa"),
        ("kube-system", "cluster-autoscaler"),
        ("monitoring", "loki"),
    }
    trust = json.loads(prod.declared.one("iam/role:Role", "lexfix-autoscaler-role").inputs["assumeRolePolicy"])
    assert trust["Statement"][0]["Principal"] == {"Service": "pods.eks.amazonaws.com"}
    assert trust["Statement"][0]["Action"] == ["sts:AssumeRole", "sts:TagSession"]


def test_the_autoscaler_resizes_this_clusters_groups_only(prod: Environment) -> None:
    document = json.loads(prod.declared.one("iam/rolePolicy:RolePolicy", "lexfix-autoscaler-scale").inputs["policy"])
    writing = [s for s in document["Statement"] if "autoscaling:SetDesiredCapacity" in s["Action"]]
    assert writing[0]["Condition"] == {
        "StringEquals": {"aws:ResourceTag/k8s.io/cluster-autoscaler/lexfix-prod": "owned"}
    }
    for statement in document["Statement"]:
        reads = all(":Describe" in action or ":Get" in action for action in statement["Action"])
        assert reads or "Condition" in statement


def test_no_role_may_do_everything(prod: Environment) -> None:
    documents = [json.loads(p.inputs["policy"]) for p in prod.declared.of("iam/rolePolicy:RolePolicy")]
    actions = [action for d in documents for statement in d["Statement"] for action in statement["Action"]]
    assert actions
    assert not [action for action in actions if action.endswith(":*") or action == "*"]
