"""The picture of the architecture follows the resource graph."""

from __future__ import annotations

from typing import Any

from tools.diagram import draw, resources

PLATFORM = "urn:pulumi:prod::lexfix::lexfix:aws:Platform::lexfix"


def child(kind: str, name: str, parent: str = PLATFORM, **more: Any) -> dict[str, Any]:
    types = parent.split("::")[2]
    return {"urn": f"urn:pulumi:prod::lexfix::{types}${kind}::{name}", "type": kind, "parent": parent, **more}


def graph() -> list[dict[str, Any]]:
    network = child("lexfix:aws:Network", "lexfix-network")
    vpc = child("aws:ec2/vpc:Vpc", "lexfix-network-vpc", network["urn"])
    key = child("lexfix:aws:Key", "lexfix-data")
    postgres = child("lexfix:aws:Postgres", "lexfix-postgres")
    instance = child(
        "aws:rds/instance:Instance",
        "lexfix-postgres-instance",
        postgres["urn"],
        propertyDependencies={"vpc": [vpc["urn"]], "kmsKeyId": [key["urn"]]},
    )
    return [{"urn": PLATFORM, "type": "lexfix:aws:Platform"}, network, vpc, key, postgres, instance]


def test_a_box_per_component_and_an_arrow_where_one_needs_another() -> None:
    assert draw(graph()) == (
        "flowchart LR\n"
        "  subgraph AWS\n"
        '    aws_Network_lexfix_network["Network"]\n'
        '    aws_Postgres_lexfix_postgres["Postgres"]\n'
        "  end\n"
        "  aws_Postgres_lexfix_postgres --> aws_Network_lexfix_network\n"
    )


def test_a_preview_and_a_state_draw_the_same() -> None:
    preview = {"steps": [*({"newState": one} for one in graph()), {"op": "delete"}]}
    assert draw(resources(preview)) == draw(resources({"deployment": {"resources": graph()}}))


def test_components_that_share_a_name_stay_apart() -> None:
    twins = [*graph(), child("lexfix:aws:Registry", "lexfix-network")]
    assert 'aws_Registry_lexfix_network["Registry<br/>network"]' in draw(twins)
