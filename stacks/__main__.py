"""LexFix in the environment that the stack is named after."""

from datetime import date
from pathlib import Path

import pulumi

from infra.gates import ignored
from infra.lexfix.component import LexFix, LexFixArgs
from infra.monitoring import Monitoring, MonitoringArgs
from stacks import settings

environment = settings.read()
platform = environment.platform()
monitoring = Monitoring("monitoring", MonitoringArgs(platform, environment.monitoring, environment.receivers))
lexfix = LexFix(
    "lexfix",
    LexFixArgs(
        platform=platform,
        app=environment.app,
        ml=environment.ml,
        gates=environment.gates,
        watch=monitoring.watch,
        ignored=ignored.read(Path(__file__).with_name("ignored-vulnerabilities.yaml"), date.today()),
        demo=environment.demo,
        telemetry=environment.telemetry,
    ),
)

pulumi.export("url", lexfix.url)
pulumi.export("images", lexfix.images)
pulumi.export("versions", lexfix.versions)
pulumi.export("definitionOfDone", lexfix.definition_of_done)
if lexfix.demo_password is not None:
    pulumi.export("demoPassword", lexfix.demo_password)
