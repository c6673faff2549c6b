import { dedupeIntegration, globalHandlersIntegration, init } from "@sentry/browser";
import { COLLECTED, scrub } from "@/lib/errors/scrubbing";

/** Sends what fails in this page to Sentry. Without breadcrumbs and sessions: they are about people, not programs. */
export function reportPageErrors(options: { dsn: string; release?: string; environment?: string }): void {
  init({
    ...options,
    defaultIntegrations: false,
    integrations: [globalHandlersIntegration(), dedupeIntegration()],
    dataCollection: COLLECTED,
    sendClientReports: false,
    beforeSend: scrub,
  });
}
