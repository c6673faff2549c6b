import { cookies } from "next/headers";
import { currentUser } from "@/lib/current-user";
import { db } from "@/lib/db";
import { endpoint } from "@/lib/endpoint";
import { env } from "@/lib/env";
import { readingSettingsSchema, SETTINGS_COOKIE } from "@/lib/reading-settings";
import { refusals, refuse } from "@/lib/replies";
import { report } from "@/lib/errors/report";

const YEAR_SECONDS = 365 * 24 * 3600;

async function handle(request: Request): Promise<Response> {
  const user = await currentUser();
  if (!user) return refuse(401, "signed_out", "Please sign in again.");
  const settings = readingSettingsSchema.safeParse(await request.json().catch(() => null));
  if (!settings.success) return refusals.invalid();
  const values = settings.data;
  await db().readingSettings.upsert({
    where: { userId: user.id },
    create: { userId: user.id, values },
    update: { values },
  });
  (await cookies()).set(SETTINGS_COOKIE, JSON.stringify(values), {
    httpOnly: true,
    sameSite: "lax",
    secure: env().APP_URL.startsWith("https://"),
    maxAge: YEAR_SECONDS,
  });
  return Response.json(values);
}

/** Keeps the reading settings of whoever is signed in. */
export const PUT = endpoint(handle, (error) => {
  report(error, "settings not saved");
  return refuse(503, "unavailable", "We could not save this right now. Please try again in a minute.");
});
