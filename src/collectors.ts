/** Puts the collectors together; imported only when first needed, because reaching sites must not slow the start. */

import { createResolver, readHosts } from "./collect/address.ts";
import { createClient } from "./collect/client.ts";
import { createLanes, type LaneOptions } from "./collect/lanes.ts";
import { createLine } from "./collect/line.ts";
import { createRenderer } from "./collect/render.ts";
import { type Collectors, createCollectors } from "./collect/visit.ts";
import type { Config } from "./config.ts";
import { AppError } from "./errors.ts";

export type CollectorSettings = Pick<
  Config,
  "HOSTS_FILE" | "ALLOW_NETWORKS" | "USER_AGENT" | "LINE_CHECK" | "BROWSER_PATH"
> & {
  lanes?: LaneOptions;
};

export async function buildCollectors(
  settings: CollectorSettings,
): Promise<Collectors & { lineWorks(): Promise<boolean> }> {
  const hosts = settings.HOSTS_FILE
    ? await readHosts(settings.HOSTS_FILE).catch((error: NodeJS.ErrnoException) => {
        throw new AppError(
          "CONFIG_INVALID",
          { faults: [`HOSTS_FILE=${settings.HOSTS_FILE} (${error.code ?? error.message})`] },
          { cause: error },
        );
      })
    : undefined;
  const resolver = createResolver({ ...(hosts ? { hosts } : {}), networks: settings.ALLOW_NETWORKS });
  const nowMs = () => performance.now();
  const lanes = createLanes(
    { ms: nowMs, sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)) },
    settings.lanes,
  );
  // In staging no name resolves but the file's: there the outside world says nothing about our line
  const line = createLine(hosts ? [] : settings.LINE_CHECK, resolver, nowMs);
  const client = createClient(resolver, lanes, settings.USER_AGENT);
  const collectors = createCollectors({
    client,
    resolver,
    line,
    browserPath: settings.BROWSER_PATH || undefined,
    renderer: createRenderer,
  });
  return { ...collectors, lineWorks: () => line.works() };
}
