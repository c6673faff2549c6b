"""Volumes of pods."""

from __future__ import annotations

import pulumi
import pulumi_kubernetes as k8s

DEFAULT_CLASS = "storageclass.kubernetes.io/is-default-class"


class Storage(pulumi.ComponentResource):
    """The default storage class ``gp3``: encrypted EBS volumes, made in the zone of the pod that asks first."""

    def __init__(self, name: str, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("lexfix:aws:Storage", name, None, opts)
        k8s.storage.v1.StorageClass(
            f"{name}-gp3",
            metadata={"name": "gp3", "annotations": {DEFAULT_CLASS: "true"}},
            provisioner="ebs.csi.aws.com",
            parameters={"type": "gp3", "encrypted": "true"},
            volume_binding_mode="WaitForFirstConsumer",
            allow_volume_expansion=True,
            reclaim_policy="Delete",
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.register_outputs({})
