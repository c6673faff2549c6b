"""What the declarations of several services share."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tests.standins.aws.calls import Aws
from tests.standins.aws.resource import Props
from tests.standins.aws.template import Fn, fn


def arn(service: str, resource: str) -> Callable[[Props, Aws], str]:
    """An ARN of the region and account; ``resource`` is a format string over the properties."""
    return lambda props, aws: f"arn:aws:{service}:{aws.region}:{aws.account}:{resource.format(**props)}"


def same(name: str) -> Callable[[Props, Aws], Any]:
    """An output that repeats another."""
    return lambda props, _aws: props.get(name)


def document(path: str) -> Fn:
    """A policy document as the text that AWS takes."""
    return fn(lambda value: value if isinstance(value, str) or value is None else json.dumps(value), path)


def default(path: str, value: Any) -> Fn:
    """The property, or ``value`` where it is not set."""
    return fn(lambda given: value if given is None else given, path)


def first(*paths: str) -> Fn:
    """The first of several properties that is set."""
    return fn(lambda *values: next((value for value in values if value is not None), None), *paths)
