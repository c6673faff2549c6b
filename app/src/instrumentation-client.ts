/** Runs in the browser before the page does. Sentry is loaded only where the server names an address for it. */
const { sentryDsn, sentryRelease, sentryEnvironment } = document.documentElement.dataset;
if (sentryDsn) {
  void import("@/lib/errors/browser").then(({ reportPageErrors }) =>
    reportPageErrors({ dsn: sentryDsn, release: sentryRelease, environment: sentryEnvironment }),
  );
}
