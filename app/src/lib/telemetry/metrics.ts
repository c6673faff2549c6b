import { metrics } from "@opentelemetry/api";

/** Upper bounds of the buckets of every duration, in seconds. */
export const DURATION_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 2, 3, 5, 10];

// Names end in their unit because the Prometheus exporter for Node.js does not add it.
function create() {
  const meter = metrics.getMeter("lexfix");
  return {
    feedback: meter.createHistogram("lexfix.feedback.duration.seconds", {
      description: "From a recording's arrival to its feedback.",
      unit: "s",
      advice: { explicitBucketBoundaries: DURATION_BUCKETS },
    }),
    signIns: meter.createCounter("lexfix.sign_ins", { description: "Tries to sign in." }),
    recordings: meter.createCounter("lexfix.recordings", {
      description: "Recordings that were answered, by what became of the sound itself.",
    }),
    activeLearners: meter.createObservableGauge("lexfix.active_learners", {
      description: "Learners with an attempt in the last 15 minutes; every replica says the same.",
    }),
  };
}

let made: ReturnType<typeof create> | undefined;

/** Made on first use: what a meter hands out before telemetry started stays silent for ever. */
function instruments(): ReturnType<typeof create> {
  return (made ??= create());
}

/** Shows the counters at zero before anything happened, and asks `activeLearners` at every scrape. */
export function startMetrics(activeLearners: () => Promise<number>): void {
  const { signIns, recordings, activeLearners: gauge } = instruments();
  for (const outcome of ["success", "failure"]) signIns.add(0, { outcome });
  for (const outcome of ["kept", "deleted"]) recordings.add(0, { outcome });
  // Not a number while nobody knows: the exporter would go on with the last one.
  gauge.addCallback(async (result) => result.observe(await activeLearners().catch(() => NaN)));
}

export function countSignIn(outcome: "success" | "failure"): void {
  instruments().signIns.add(1, { outcome });
}

/** "deleted" for a recording of which nothing stays but its feedback, as for all of them today. */
export function countRecording(outcome: "kept" | "deleted"): void {
  instruments().recordings.add(1, { outcome });
}

export function recordFeedback(seconds: number): void {
  instruments().feedback.record(seconds);
}
