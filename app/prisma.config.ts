import { existsSync } from "node:fs";
import { defineConfig } from "prisma/config";

if (existsSync(".env")) process.loadEnvFile(".env");

export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
  // Not env(): `prisma generate` runs in the image build, where no database exists.
  datasource: { url: process.env["DATABASE_URL"] ?? "" },
});
