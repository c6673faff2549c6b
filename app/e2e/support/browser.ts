/** Chromium as a test needs it; with a recording, its microphone plays that file once. */
export function chromiumArguments(recording?: string): string[] {
  return [
    ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
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
