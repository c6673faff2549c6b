import type { Metadata } from "next";
import { SettingsForm } from "@/components/settings-form";
import { requireUser } from "@/lib/current-user";
import { readSettings } from "@/lib/reading-settings";

export const metadata: Metadata = { title: "Settings" };

export default async function SettingsPage() {
  const user = await requireUser();
  return (
    <>
      <h1>Settings</h1>
      <p className="lead">Make LexFix easy to read. Each change shows at once and is kept for you.</p>
      <SettingsForm initial={readSettings(user.settings)} />
    </>
  );
}
