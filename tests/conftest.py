"""What every run of the tests ends with."""

from __future__ import annotations

import pytest

from tests import slow


def pytest_itemcollected(item: pytest.Item) -> None:
    slow.tell(item)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    found = [report for reports in terminalreporter.stats.values() for report in reports]
    if lines := slow.long(report for report in found if isinstance(report, pytest.TestReport)):
        terminalreporter.section(f"tests of more than {slow.LONG_SECONDS} s, and why", sep="-")
        for line in lines:
            terminalreporter.write_line(line)
