import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/browser/**", "test/office/**"],
    globalSetup: ["test/helpers/postgres.ts"],
    testTimeout: 90_000,
    hookTimeout: 60_000,
    pool: "forks",
  },
});
