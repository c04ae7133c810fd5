/** `npm run migrations -- <name>`: writes what tables.ts has gained as the next migration of both databases. */
import { spawnSync } from "node:child_process";

const name = process.argv[2];
if (!name) {
  console.error("npm run migrations -- <what-changes>");
  process.exit(2);
}
for (const dialect of ["sqlite", "pg"]) {
  const { status } = spawnSync("drizzle-kit", ["generate", "--name", name], {
    stdio: "inherit",
    env: { ...process.env, DIALECT: dialect },
  });
  if (status !== 0) process.exit(status ?? 1);
}
