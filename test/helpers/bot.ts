/** The bot as a process, started as an operator would: environment variables and `xuncha start`. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../../src/main.ts", import.meta.url));

export type Ran = { code: number | null; out: string; err: string };
export type Office = {
  folder: string;
  env: Record<string, string>;
  run(args: string[], more?: { input?: string; env?: Record<string, string> }): Promise<Ran>;
  /** With `input` its standard input is a pipe, as a terminal would be. */
  /** A verb under way, for a test that ends it in the middle. */
  launch(args: string[]): Omit<Bot, "kill">;
  start(env?: Record<string, string>, input?: "pipe"): Promise<Bot>;
  /** Any verb that says `ready` and stays. */
  serve(args: string[], env?: Record<string, string>, input?: "pipe" | "ignore"): Promise<Bot>;
  [Symbol.asyncDispose](): Promise<void>;
};
export type Bot = {
  child: ChildProcess;
  out(): string;
  err(): string;
  exited: Promise<Ran>;
  kill(signal?: NodeJS.Signals): Promise<Ran>;
};

export type OfficeOptions = { hosts?: string; registry?: string; env?: Record<string, string> };

/** A folder, a registry and a hosts file of its own: nothing of the machine's environment gets in but PATH. */
export async function office({ hosts = "", registry, env = {} }: OfficeOptions = {}): Promise<Office> {
  const folder = mkdtempSync(join(tmpdir(), "xuncha-office-"));
  await writeFile(join(folder, "hosts"), hosts);
  const own: Record<string, string> = {
    PATH: process.env.PATH ?? "",
    DATABASE_URL: `file:${join(folder, "xuncha.db")}`,
    DATA_DIR: join(folder, "data"),
    HOSTS_FILE: join(folder, "hosts"),
    ALLOW_NETWORKS: "127.0.0.0/8",
    BROWSER_PATH: "/nowhere",
    QUIET: "off",
    LOG_LEVEL: "warn",
    ...env,
  };
  const bots = new Set<ChildProcess>();
  const launch = (args: string[], extra: Record<string, string>, input: "pipe" | "ignore") => {
    const child = spawn(process.execPath, [MAIN, ...args], {
      cwd: folder,
      env: { ...own, ...extra },
      stdio: [input, "pipe", "pipe"],
    });
    bots.add(child);
    let out = "";
    let err = "";
    child.stdout?.setEncoding("utf8").on("data", (chunk) => (out += chunk));
    child.stderr?.setEncoding("utf8").on("data", (chunk) => (err += chunk));
    const exited = new Promise<Ran>((resolve) =>
      child.once("close", (code) => {
        bots.delete(child);
        resolve({ code, out, err });
      }),
    );
    return { child, exited, out: () => out, err: () => err };
  };
  const self: Office = {
    folder,
    env: own,
    launch: (args) => launch(args, {}, "ignore"),
    run(args, { input, env: extra = {} } = {}) {
      const started = launch(args, extra, input === undefined ? "ignore" : "pipe");
      if (input !== undefined) started.child.stdin?.end(input);
      return started.exited;
    },
    start: (extra, input) => self.serve(["start"], extra, input),
    async serve(args, extra = {}, input) {
      const started = launch(args, extra, input ?? "ignore");
      await new Promise<void>((resolve, reject) => {
        const look = () => {
          if (/^ready/m.test(started.out())) resolve();
        };
        started.child.stdout?.on("data", look);
        void started.exited.then(({ code, err }) => reject(new Error(`exit ${code} before ready: ${err}`)));
        look();
      });
      return {
        ...started,
        kill(signal = "SIGTERM") {
          started.child.kill(signal);
          return started.exited;
        },
      };
    },
    async [Symbol.asyncDispose]() {
      for (const child of bots) child.kill("SIGKILL");
      await rm(folder, { recursive: true, force: true });
    },
  };
  if (registry !== undefined) {
    await writeFile(join(folder, "registry.csv"), registry);
    const { code, err } = await self.run(["import", "registry.csv"]);
    if (code !== 0) throw new Error(`import: ${err}`);
  }
  return self;
}
export const REGISTRY = `网站标识码,网站名称,首页网址,网站类别,地区,上级地区,主办单位,主管单位,状态
5101000001,测试市人民政府门户网站,http://www.ceshi.gov.cn/,市级政府门户网站,测试市,测试省,测试市人民政府办公室,测试省人民政府办公厅,正常运行
`;
