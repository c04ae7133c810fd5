/** What is said of work on several machines, in English. */
import type { Entry } from "./entry.ts";
import type { zhWorkers } from "./zh-CN-workers.ts";

export const enWorkers: Record<keyof typeof zhWorkers, Entry> = {
  "news.site-aside": "Visits of {site} broke off several times by a fault of ours and are set aside for a day: {why}",
  "aside.line": "{what}: {why}",
  "aside.process-ended": "its process ended at each try",
  "due.visit": "probe",
  "due.second-look": "second look",
  "due.daily": "full reading",
  "doctor.aside": "{site}: {what} set aside: {why}",
  "digest.aside": {
    one: "Set aside by a fault of ours, {n} site: {names}",
    other: "Set aside by a fault of ours, {n} sites: {names}",
  },
  "cli.worker-ready": "ready: worker at vantage {vantage}, {width} sites probed at a time",
  "error.WORKER_NEEDS_POSTGRES":
    "a worker needs Postgres: an SQLite file serves one process. Move the office (npx xuncha migrate-to postgres://…), then set DATABASE_URL=postgres://…",
};
