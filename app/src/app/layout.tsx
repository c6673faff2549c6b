import "@fontsource-variable/lexend/wght.css";
import "@fontsource/opendyslexic/400.css";
import "@fontsource/opendyslexic/700.css";
import "@/styles/tokens.css";
import "@/styles/base.css";
import "@/styles/parts.css";
import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { Header } from "@/components/header";
import { env } from "@/lib/env";
import { currentUser } from "@/lib/current-user";
import { htmlAttributes, readSettings, SETTINGS_COOKIE } from "@/lib/reading-settings";

export const metadata: Metadata = {
  title: { default: "LexFix", template: "%s · LexFix" },
  description: "Hear a phrase, say it, and get kind feedback on every sound.",
};

export const viewport: Viewport = { width: "device-width", initialScale: 1, themeColor: "#fbf6ec" };

export default async function RootLayout({ children }: { children: ReactNode }) {
  const user = await currentUser();
  const settings = readSettings(user ? user.settings : (await cookies()).get(SETTINGS_COOKIE)?.value);
  return (
    <html
      lang="en"
      {...htmlAttributes(settings)}
      data-sentry-dsn={env().SENTRY_DSN}
      data-sentry-release={env().SENTRY_RELEASE}
      data-sentry-environment={env().SENTRY_ENVIRONMENT}
    >
      <body>
        <a className="skip-link" href="#main">
          Skip to the main part
        </a>
        <Header user={user} />
        <main id="main" tabIndex={-1}>
          {children}
        </main>
      </body>
    </html>
  );
}
