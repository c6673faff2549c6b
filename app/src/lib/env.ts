import { z } from "zod";

const url = (scheme: RegExp, example: string) =>
  z.string({ error: `is missing, for example ${example}` }).regex(scheme, `must look like ${example}`);

const schema = z.object({
  DATABASE_URL: url(/^postgres(ql)?:\/\//, "postgresql://user:password@localhost:5432/lexfix"),
  MONGODB_URL: url(/^mongodb(\+srv)?:\/\//, "mongodb://localhost:27017/lexfix"),
  REDIS_URL: url(/^rediss?:\/\//, "redis://:password@localhost:6379/0"),
  AUTH_SECRET: z
    .string({ error: "is missing; make one with `openssl rand -base64 32`" })
    .min(32, "must have at least 32 characters; make one with `openssl rand -base64 32`"),
  ML_URL: url(/^https?:\/\//, "http://ml-service:8000").transform((value) => value.replace(/\/+$/, "")),
  APP_URL: url(/^https?:\/\//, "http://localhost:3000").transform((value) => value.replace(/\/+$/, "")),
  LEXFIX_VERSION: z.string().default("dev"),
  OTEL_SDK_DISABLED: z.stringbool().default(false),
  OTEL_EXPORTER_PROMETHEUS_PORT: z.coerce.number().int().positive().default(9464),
  SENTRY_DSN: url(/^https?:\/\/\w+@/, "https://key@o1.ingest.sentry.io/1").optional(),
  SENTRY_RELEASE: z.string().optional(),
  SENTRY_ENVIRONMENT: z.string().optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: url(/^https?:\/\//, "http://collector:4318").optional(),
});

export type Env = z.infer<typeof schema>;

/** Reads the environment; throws one error that names every variable that is missing or wrong. */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const parsed = schema.safeParse(source);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`);
  throw new Error(`The environment is not complete:\n  ${problems.join("\n  ")}`);
}

let cached: Env | undefined;

/** The environment of this process, read on first use (never at build time). */
export function env(): Env {
  return (cached ??= parseEnv(process.env));
}
