import path from "node:path";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { alias: { "@": path.resolve(import.meta.dirname, "src") } },
  test: {
    include: ["src/**/*.test.ts"],
    coverage: {
      provider: "v8",
      include: ["src/lib/**/*.ts"],
      // Thin wires to a running database, session store or framework: the e2e tests go through them for real.
      exclude: [
        "src/**/*.test.ts",
        "src/lib/testing/**",
        "src/lib/{db,mongo,redis,auth,current-user,attempts,lessons,learners,server-start}.ts",
      ],
      thresholds: { lines: 90, functions: 90, branches: 85, statements: 90 },
    },
  },
});
