"""Stands in for `pulumi-resource-tls`: keys and self-signed certificates, made by the `cryptography` library.

It knows the one kind of key and certificate that the product declares, and refuses the rest.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from importlib.metadata import version

import pulumi_tls
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tools.plugins.provider import Provider
from tools.plugins.resource import Call, CheckError, Plain, Resource, State
from tools.plugins.servicer import run

USES = ["digital_signature", "server_auth"]


class PrivateKey(Resource):
    """An ECDSA key on the curve P-256."""

    sdk = pulumi_tls.PrivateKey
    secret_outputs = frozenset({"privateKeyPem", "privateKeyPemPkcs8", "privateKeyOpenssh"})

    def __init__(self) -> None:
        super().__init__()
        self.replace_on = frozenset(self.shape.inputs)

    def check(self, call: Call, inputs: Plain, old: Plain | None) -> Plain:  # noqa: ARG002
        if (inputs.get("algorithm"), inputs.get("ecdsaCurve")) != ("ECDSA", "P256"):
            raise CheckError({"algorithm": f"{call.name}: this stand-in makes ECDSA keys on P256 only"})
        return inputs

    def create(self, call: Call, inputs: Plain) -> tuple[str, Plain]:  # noqa: ARG002
        key = ec.generate_private_key(ec.SECP256R1())
        outputs = {
            "privateKeyPem": _private(key, serialization.PrivateFormat.TraditionalOpenSSL),
            "privateKeyPemPkcs8": _private(key, serialization.PrivateFormat.PKCS8),
            "privateKeyOpenssh": _private(key, serialization.PrivateFormat.OpenSSH),
            "publicKeyPem": key.public_key()
            .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
            .decode(),
        }
        digest = hashes.Hash(hashes.SHA1())  # noqa: S303 - the real provider's id is the SHA-1 of the public key
        digest.update(outputs["publicKeyPem"].encode())
        return digest.finalize().hex(), {**inputs, **outputs}


class SelfSignedCert(Resource):
    """A certificate of a server. It is to be replaced once ``earlyRenewalHours`` before its end have begun."""

    sdk = pulumi_tls.SelfSignedCert

    def __init__(self) -> None:
        super().__init__()
        self.replace_on = frozenset(self.shape.inputs) | {"readyForRenewal"}

    def check(self, call: Call, inputs: Plain, old: Plain | None) -> Plain:  # noqa: ARG002
        if sorted(inputs["allowedUses"]) != USES:
            raise CheckError({"allowedUses": f"{call.name}: this stand-in issues certificates for {USES} only"})
        return {"earlyRenewalHours": 0, **inputs}

    def diff(self, call: Call, state: State, inputs: Plain) -> dict[str, bool]:
        changed = super().diff(call, state, inputs)
        end = datetime.fromisoformat(state.outputs["validityEndTime"])
        if datetime.now(UTC) >= end - timedelta(hours=inputs["earlyRenewalHours"]):
            changed["readyForRenewal"] = True
        return changed

    def create(self, call: Call, inputs: Plain) -> tuple[str, Plain]:  # noqa: ARG002
        key = serialization.load_pem_private_key(inputs["privateKeyPem"].encode(), None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        start = datetime.now(UTC).replace(microsecond=0)
        end = start + timedelta(hours=inputs["validityPeriodHours"])
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, inputs["subject"]["commonName"])])
        certificate = (
            x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), start, end)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(host) for host in inputs["dnsNames"]]), False)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False)
            .sign(key, hashes.SHA256())
        )
        return str(certificate.serial_number), {
            **inputs,
            "certPem": certificate.public_bytes(serialization.Encoding.PEM).decode(),
            "keyAlgorithm": "ECDSA",
            "readyForRenewal": False,
            "validityStartTime": start.isoformat(),
            "validityEndTime": end.isoformat(),
        }


def _private(key: ec.EllipticCurvePrivateKey, form: serialization.PrivateFormat) -> str:
    return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()


def main() -> None:
    """Serve it to the engine."""
    run(Provider("tls", version("pulumi-tls"), resources=[PrivateKey(), SelfSignedCert()], config=pulumi_tls.Provider))


if __name__ == "__main__":
    main()
