/** Chromium as a test needs it; with a recording, its microphone plays that file once. */
export function chromiumArguments(recording?: string): string[] {
  return [
    // Chromium's own sandbox needs what root refuses it, and what a restricted pod refuses everybody.
    ...(process.getuid?.() === 0 || process.env["E2E_EVIDENCE"] ? ["--no-sandbox"] : []),
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
    "--autoplay-policy=no-user-gesture-required",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    ...(recording ? [`--use-file-for-fake-audio-capture=${recording}%noloop`] : []),
  ];
}
