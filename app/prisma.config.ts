import { defineConfig } from "prisma/config";

export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
  // Not env(): `prisma generate` runs in the image build, where no database exists.
  datasource: { url: process.env["DATABASE_URL"] ?? "" },
});
