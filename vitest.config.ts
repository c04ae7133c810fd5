import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/browser/**", "test/office/**"],
    globalSetup: ["test/helpers/postgres.ts"],
    testTimeout: 90_000,
    hookTimeout: 60_000,
    pool: "forks",
    // Most of what takes long waits for a process or for a platform's pace, not for the processor
    maxWorkers: 4,
  },
});
