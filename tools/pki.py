"""The certificates of a one-node Kubernetes: an authority, a server and one client per component."""

from __future__ import annotations

import datetime
import ipaddress
from dataclasses import dataclass
from pathlib import Path

import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

VALID = datetime.timedelta(days=3650)

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


def _name(common_name: str, organization: str | None = None) -> x509.Name:
    parts = [x509.NameAttribute(NameOID.COMMON_NAME, common_name)]
    if organization:
        parts.insert(0, x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization))
    return x509.Name(parts)


def _write_key(path: Path, key: PrivateKey) -> None:
    path.touch(mode=0o600)
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
        )
    )


@dataclass(frozen=True)
class Authority:
    """A certificate authority kept in ``folder``; files that exist are kept, so running clients stay valid."""

    folder: Path
    endpoint: str

    @property
    def certificate(self) -> Path:
        return self.folder / "ca.crt"

    def create(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not self.certificate.exists():
            key = ec.generate_private_key(ec.SECP256R1())
            _write_key(self.folder / "ca.key", key)
            name = _name("lexfix-cluster")
            builder = self._builder(name, name, key).add_extension(x509.BasicConstraints(True, None), critical=True)
            self.certificate.write_bytes(builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
        if not (self.folder / "service-account.pub").exists():
            signing = rsa.generate_private_key(public_exponent=65537, key_size=2048)
            _write_key(self.folder / "service-account.key", signing)
            public = signing.public_key().public_bytes(
                serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
            )
            (self.folder / "service-account.pub").write_bytes(public)

    def _builder(self, subject: x509.Name, issuer: x509.Name, key: PrivateKey) -> x509.CertificateBuilder:
        now = datetime.datetime.now(datetime.UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(hours=1))
            .not_valid_after(now + VALID)
        )

    def sign(self, file: str, common_name: str, organization: str | None = None, names: tuple[str, ...] = ()) -> None:
        """Write ``file.crt`` and ``file.key``; with ``names`` the certificate also serves TLS for them."""
        if (self.folder / f"{file}.crt").exists():
            return
        authority = x509.load_pem_x509_certificate(self.certificate.read_bytes())
        authority_key = serialization.load_pem_private_key((self.folder / "ca.key").read_bytes(), None)
        if not isinstance(authority_key, ec.EllipticCurvePrivateKey):
            raise TypeError("the authority's key is not of the kind this module writes")
        key = ec.generate_private_key(ec.SECP256R1())
        usages = [ExtendedKeyUsageOID.CLIENT_AUTH, *([ExtendedKeyUsageOID.SERVER_AUTH] if names else [])]
        builder = self._builder(_name(common_name, organization), authority.subject, key).add_extension(
            x509.ExtendedKeyUsage(usages), critical=False
        )
        if names:
            builder = builder.add_extension(x509.SubjectAlternativeName([_general(n) for n in names]), critical=False)
        _write_key(self.folder / f"{file}.key", key)
        certificate = builder.sign(authority_key, hashes.SHA256())
        (self.folder / f"{file}.crt").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))

    def kubeconfig(self, file: str, path: Path) -> None:
        """Write a kubeconfig for the client ``file`` (signed before)."""
        cluster = {"server": self.endpoint, "certificate-authority": str(self.certificate)}
        user = {"client-certificate": str(self.folder / f"{file}.crt"), "client-key": str(self.folder / f"{file}.key")}
        config = {
            "apiVersion": "v1",
            "kind": "Config",
            "clusters": [{"name": "lexfix", "cluster": cluster}],
            "users": [{"name": file, "user": user}],
            "contexts": [{"name": "lexfix", "context": {"cluster": "lexfix", "user": file}}],
            "current-context": "lexfix",
        }
        path.touch(mode=0o600)
        path.write_text(yaml.safe_dump(config))


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)
