"""LexFix in the environment that the stack is named after."""

import pulumi

from infra.lexfix import LexFix, LexFixArgs
from stacks import settings

environment = settings.read()
lexfix = LexFix(
    "lexfix",
    LexFixArgs(
        platform=environment.platform(),
        app=environment.app,
        ml=environment.ml,
        demo=environment.demo,
    ),
)

pulumi.export("url", lexfix.url)
pulumi.export("images", lexfix.images)
pulumi.export("versions", lexfix.versions)
if lexfix.demo_password is not None:
    pulumi.export("demoPassword", lexfix.demo_password)
