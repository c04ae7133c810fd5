import { defineConfig } from "drizzle-kit";

const dialect = process.env.DIALECT === "pg" ? "pg" : "sqlite";

export default defineConfig({
  dialect: dialect === "pg" ? "postgresql" : "sqlite",
  schema: `./db/schema.${dialect}.ts`,
  out: `./db/migrations/${dialect}`,
});
