"""Policy packs under the stand-in analyzer host."""

from __future__ import annotations

from tests.engine.project import Project
from tests.engine.test_random import PASSWORD, TYPE


def test_a_policy_stops_a_bad_resource_before_it_is_created(project: Project) -> None:
    project.write(PASSWORD)
    project.write("runtime: python\n", "pack/PulumiPolicy.yaml")
    project.write(
        """
        from pulumi_policy import EnforcementLevel, PolicyPack, ResourceValidationPolicy

        def long_enough(args, report):
            if args.resource_type.startswith("random:") and args.props["length"] < 16:
                report("A password has at least 16 characters.")

        PolicyPack("passwords", enforcement_level=EnforcementLevel.MANDATORY, policies=[
            ResourceValidationPolicy("long-passwords", "Passwords are long.", long_enough),
        ])
        """,
        "pack/__main__.py",
    )
    project.pulumi("config", "set", "length", "10")
    said = project.up("--policy-pack", "pack", fails=True)
    assert "A password has at least 16 characters." in said
    assert "Traceback" not in said
    assert project.resources(TYPE) == []

    project.pulumi("config", "set", "length", "16")
    project.up("--policy-pack", "pack")
    assert len(project.resources(TYPE)) == 1
    assert project.processes() == []
