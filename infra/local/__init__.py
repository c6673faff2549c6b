"""LexFix's platform on a laptop: the cluster of the current kubeconfig, with the databases inside it."""

from infra.local.platform import LocalPlatform, LocalPlatformArgs

__all__ = ["LocalPlatform", "LocalPlatformArgs"]
