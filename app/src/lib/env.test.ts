import { expect, test } from "vitest";
import { env, parseEnv } from "@/lib/env";

const complete = {
  DATABASE_URL: "postgresql://u:p@localhost:5432/lexfix",
  MONGODB_URL: "mongodb://localhost:27017/lexfix",
  REDIS_URL: "redis://:p@localhost:6379/0",
  AUTH_SECRET: "0123456789abcdef0123456789abcdef",
  ML_URL: "http://ml-service:8000/",
  APP_URL: "http://localhost:3000/",
};

test("a complete environment is read, without trailing slashes", () => {
  expect(parseEnv(complete)).toMatchObject({
    ML_URL: "http://ml-service:8000",
    APP_URL: "http://localhost:3000",
  });
  expect(parseEnv(complete).LEXFIX_VERSION).toBe("dev");
});

test("an error names every variable that is missing or wrong, with an example", () => {
  const broken = { ...complete, REDIS_URL: undefined, ML_URL: "ml-service:8000", AUTH_SECRET: "short" };
  expect(() => parseEnv(broken)).toThrow(/REDIS_URL is missing, for example redis:/);
  expect(() => parseEnv(broken)).toThrow(/ML_URL must look like http:\/\/ml-service:8000/);
  expect(() => parseEnv(broken)).toThrow(/AUTH_SECRET must have at least 32 characters/);
});

test("an error never shows a value, which may be a secret", () => {
  expect(() => parseEnv({ ...complete, DATABASE_URL: "mysql://root:hunter2@db" })).toThrow(/^(?!.*hunter2)/s);
});

test("nothing is read before it is needed, so that a build needs no environment", () => {
  expect(() => env()).toThrow(/DATABASE_URL/);
});
