"""The policy pack, as the engine starts it."""

import os
import sys

from pulumi_policy import PolicyPack, policy

from policies.configuration import initial
from policies.environments import ENVIRONMENTS
from policies.pack import policies
from policies.servicer import Servicer

try:
    # A stack that the table does not know is held to what production is held to.
    configuration = initial(ENVIRONMENTS.get(os.environ.get("PULUMI_STACK", ""), {}))
except ValueError as error:
    sys.exit(str(error))
# The SDK has no hook for a configuration that names rules or thresholds which do not exist.
policy._PolicyAnalyzerServicer = Servicer  # type: ignore[assignment,misc]
PolicyPack("lexfix", policies(), initial_config=configuration)
