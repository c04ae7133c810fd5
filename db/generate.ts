/**
 * `npm run migrations -- <name>`: writes what tables.ts has gained as the next migration of both databases, ending with
 * the guards of guards.ts. Where only those changed, the migration holds nothing else.
 */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { guardStatements } from "./guards.ts";

const name = process.argv[2];
if (!name) {
  console.error("npm run migrations -- <what-changes>");
  process.exit(2);
}
const newest = (dialect: string) =>
  readdirSync(`db/migrations/${dialect}`)
    .filter((file) => file.endsWith(".sql"))
    .sort()
    .at(-1);
function generate(dialect: "sqlite" | "pg", ...more: string[]): void {
  const { status } = spawnSync("drizzle-kit", ["generate", "--name", name ?? "", ...more], {
    stdio: "inherit",
    env: { ...process.env, DIALECT: dialect },
  });
  if (status !== 0) process.exit(status ?? 1);
}
type Snapshot = { tables: Record<string, { columns: Record<string, unknown> }> };
/**
 * drizzle-kit copies a rebuilt table by the new list of columns; SQLite reads the name of one that was not there before
 * as a text. Only what the table had goes over.
 */
function copyWhatWas(sql: string, { tables }: Snapshot): string {
  return sql.replace(
    /INSERT INTO `__new_(\w+)`\(([^)]*)\) SELECT [^;]*? FROM `\w+`;/g,
    (_, table: string, columns: string) => {
      const old = tables[table]?.columns ?? {};
      const kept = columns.split(", ").filter((column) => column.slice(1, -1) in old);
      return `INSERT INTO \`__new_${table}\`(${kept.join(", ")}) SELECT ${kept.join(", ")} FROM \`${table}\`;`;
    },
  );
}
const snapshotBefore = (dialect: string): Snapshot => {
  const last = readdirSync(`db/migrations/${dialect}/meta`)
    .filter((file) => file.endsWith("_snapshot.json"))
    .sort()
    .at(-1);
  return JSON.parse(readFileSync(`db/migrations/${dialect}/meta/${last}`, "utf8"));
};
for (const dialect of ["sqlite", "pg"] as const) {
  const before = newest(dialect);
  const snapshot = snapshotBefore(dialect);
  generate(dialect);
  if (newest(dialect) === before) generate(dialect, "--custom");
  const file = `db/migrations/${dialect}/${newest(dialect)}`;
  const guards = guardStatements(dialect).map((statement) => `--> statement-breakpoint\n${statement}\n`);
  writeFileSync(file, `${copyWhatWas(readFileSync(file, "utf8"), snapshot).trimEnd()}\n${guards.join("")}`);
}
