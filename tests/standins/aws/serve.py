"""``pulumi-resource-aws``: what the engine starts when a stack declares something of AWS."""

from tests.standins.aws.provider import AwsProvider
from tools.plugins.servicer import run


def main() -> None:
    """Serve it to the engine."""
    run(AwsProvider())
