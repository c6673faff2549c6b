// Runs in the app's image, in a pod that takes no traffic: starts the server as the Deployment would and asks its
// /health until it answers 200, or until the time is up. The last answer is the container's last words.
const { spawn } = require("node:child_process");
const { writeFileSync } = require("node:fs");

const SECONDS = Number(process.env.TRIAL_SECONDS);
const LONGEST = 1500;

async function ask() {
  const response = await fetch(`http://127.0.0.1:${process.env.PORT}/health`, { signal: AbortSignal.timeout(10_000) });
  const text = await response.text();
  try {
    const { version, checks } = JSON.parse(text);
    return { status: response.status, version, checks };
  } catch {
    return { status: response.status, body: text.slice(0, LONGEST) };
  }
}

async function main() {
  const server = spawn(process.execPath, ["server.js"], { stdio: ["ignore", "inherit", "inherit"] });
  let ended = null;
  server.on("exit", (code, signal) => (ended = `the server ended with ${code ?? signal}`));
  const end = Date.now() + SECONDS * 1000;
  let result = { status: 0, problem: "no answer" };
  while (result.status !== 200 && ended === null && Date.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, 250));
    try {
      result = await ask();
    } catch (error) {
      // A server that has answered once and falls silent is worse than the answer it gave.
      result = { status: 0, problem: `no answer: ${error.cause?.message ?? error.message}` };
    }
  }
  if (ended !== null) result = { status: 0, problem: ended };
  server.kill();
  writeFileSync("/dev/termination-log", JSON.stringify(result));
  process.exit(result.status === 200 ? 0 : 1);
}

main();
