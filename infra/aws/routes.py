"""How the ingress controller treats LexFix's route."""

from __future__ import annotations

BODY_LIMIT = "6m"
"""A recording is 5 MB at most (the ML service's limit); the rest is the form around it."""
HSTS_SECONDS = 365 * 24 * 3600


def route_annotations(requests_per_second: int) -> dict[str, str]:
    """Annotations of F5's controller. HTTP is redirected by default, because the Ingress has TLS.

    A client may send five seconds' worth of requests at once, as opening a page does; beyond that it gets 429.
    """
    return {
        "nginx.org/client-max-body-size": BODY_LIMIT,
        "nginx.org/hsts": "true",
        "nginx.org/hsts-max-age": str(HSTS_SECONDS),
        "nginx.org/server-tokens": "false",
        "nginx.org/websocket-services": "app",
        "nginx.org/proxy-read-timeout": "60s",
        "nginx.org/limit-req-key": "${binary_remote_addr}",
        "nginx.org/limit-req-zone-size": "10m",
        "nginx.org/limit-req-rate": f"{requests_per_second}r/s",
        "nginx.org/limit-req-burst": str(5 * requests_per_second),
        "nginx.org/limit-req-no-delay": "true",
        "nginx.org/limit-req-reject-code": "429",
    }
