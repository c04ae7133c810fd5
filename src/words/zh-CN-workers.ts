/** What is said of work on several machines, in Chinese. */
export const zhWorkers = {
  "news.site-aside": "网站 {site} 的检查因本系统故障多次中断，已暂停一天：{why}",
  "aside.line": "{what}：{why}",
  "aside.process-ended": "每次尝试都因进程中止而未完成",
  "due.visit": "定时探测",
  "due.second-look": "复查",
  "due.daily": "全面读取",
  "doctor.aside": "网站 {site} 的{what}已暂停：{why}",
  "digest.aside": "因本系统故障暂停检查的网站 {n} 个：{names}",
  "cli.worker-ready": "ready 巡查进程已就绪：观测点 {vantage}，同时探测 {width} 个网站",
  "error.WORKER_NEEDS_POSTGRES":
    "worker 需要 Postgres：SQLite 文件只供一个进程使用。请先迁移（npx xuncha migrate-to postgres://…），再设 DATABASE_URL=postgres://…",
} as const;
