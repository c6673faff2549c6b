"""The certificate between the load balancer and the ingress controller."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_kubernetes as k8s
import pulumi_tls as tls

YEAR_HOURS = 365 * 24


@dataclass(frozen=True)
class InternalTlsArgs:
    """Where the Secret goes and for which name."""

    namespace: pulumi.Input[str]
    hostname: str


class InternalTls(pulumi.ComponentResource):
    """A self-signed certificate as a Kubernetes TLS Secret.

    It keeps traffic inside the VPC encrypted. The load balancer does not check targets' certificates, so nothing has to
    trust it; the public certificate is ACM's. ``pulumi up`` renews it in its last quarter.
    """

    secret_name: pulumi.Output[str]

    def __init__(self, name: str, args: InternalTlsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("lexfix:aws:InternalTls", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        key = tls.PrivateKey(f"{name}-key", algorithm="ECDSA", ecdsa_curve="P256", opts=child)
        certificate = tls.SelfSignedCert(
            f"{name}-certificate",
            private_key_pem=key.private_key_pem,
            subject={"common_name": args.hostname},
            dns_names=[args.hostname],
            validity_period_hours=YEAR_HOURS,
            early_renewal_hours=YEAR_HOURS // 4,
            allowed_uses=["digital_signature", "server_auth"],
            opts=child,
        )
        private_key: pulumi.Output[str] = pulumi.Output.secret(key.private_key_pem)
        secret = k8s.core.v1.Secret(
            f"{name}-secret",
            metadata={"namespace": args.namespace},
            type="kubernetes.io/tls",
            string_data={"tls.crt": certificate.cert_pem, "tls.key": private_key},
            opts=child,
        )
        self.secret_name = secret.metadata.name.apply(str)
        self.register_outputs({"secretName": self.secret_name})
