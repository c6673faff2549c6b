// Runs in the app's image after the rollout: watches Prometheus's alerts for the settling time. What they say at its
// end is the container's last words.
const { writeFileSync } = require("node:fs");

const PAUSE_MS = 1_000;
const SHOWN = 10;

async function ask() {
  const address = `${process.env.PROMETHEUS_URL}/api/v1/rules?type=alert`;
  const response = await fetch(address, { signal: AbortSignal.timeout(10_000) });
  if (!response.ok) throw new Error(`status ${response.status}`);
  const rules = (await response.json()).data.groups.flatMap((group) => group.rules);
  const firing = (severity) =>
    rules
      .filter((rule) => rule.state === "firing" && rule.labels.severity === severity)
      .map((rule) => `${rule.name} (${rule.alerts[0].annotations.summary})`)
      .slice(0, SHOWN);
  return {
    configured: rules.map((rule) => rule.name).sort(),
    broken: rules.filter((rule) => rule.health !== "ok").map((rule) => `${rule.name} (${rule.lastError ?? rule.health})`),
    firing: { page: firing("page"), ticket: firing("ticket") },
  };
}

async function main() {
  const settled = Date.now() + Number(process.env.SETTLE_SECONDS) * 1_000;
  // A rule is evaluated once in a while, and a Prometheus that has just started has evaluated none.
  const end = settled + Number(process.env.PATIENCE_SECONDS) * 1_000;
  let result;
  do {
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    try {
      result = await ask();
    } catch (error) {
      result = { problem: `Prometheus does not answer: ${error.cause?.message ?? error.message}` };
    }
  } while (Date.now() < settled || (Date.now() < end && ("problem" in result || result.broken.length > 0)));
  writeFileSync("/dev/termination-log", JSON.stringify(result));
  process.exit("problem" in result || result.broken.length + result.firing.page.length > 0 ? 1 : 0);
}

main();
