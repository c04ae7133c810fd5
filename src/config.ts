/** Every setting: name, default, meaning and reading in one table; one pass reports every fault at once. Secrets are never printed. */
import { parseNetworks } from "./collect/address.ts";
import { AppError } from "./errors.ts";
import { VANTAGE } from "./queue/vantages.ts";

type Field<T> = {
  doc: { "zh-CN": string; en: string };
  fallback: string;
  secret?: true;
  /** Throws with what is wrong, in words that need no translation: the form that is wanted. */
  parse(text: string): T;
};
const field = <T>(spec: Field<T>): Field<T> => spec;

const text = (value: string) => value.trim();
const list = (value: string) =>
  value
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);
const wanted = (form: string): never => {
  throw new Error(form);
};
const flag = (value: string) =>
  /^(?:1|on|true|yes)$/i.test(value) ? true : /^(?:0|off|false|no|)$/i.test(value) ? false : wanted("on|off");
const oneOf =
  <const V extends readonly string[]>(values: V) =>
  (value: string): V[number] =>
    values.includes(value) ? value : wanted(values.join(" | "));
const time = (value: string) => (/^(?:[01]?\d|2[0-3]):[0-5]\d$/.test(value) ? value.padStart(5, "0") : wanted("HH:MM"));
const url = (value: string) => (value === "" || URL.canParse(value) ? value : wanted("https://…"));

export const FIELDS = {
  DATABASE_URL: field({
    doc: { "zh-CN": "SQLite 文件或 postgres:// 地址", en: "SQLite file or postgres:// URL" },
    fallback: "file:data/xuncha.db",
    secret: true,
    parse: (value) =>
      /^(?:file:.+|postgres(?:ql)?:\/\/.+)$/.test(value) ? value : wanted("file:PATH or postgres://…"),
  }),
  DATA_DIR: field({
    doc: { "zh-CN": "证据和导出文件的目录", en: "Folder of evidence and exports" },
    fallback: "data",
    parse: text,
  }),
  TELEGRAM_BOT_TOKEN: field({
    doc: { "zh-CN": "BotFather 给的令牌；不填则不接 Telegram", en: "Token from BotFather; without it Telegram is off" },
    fallback: "",
    secret: true,
    parse: (value) => (value === "" || /^\d+:[\w-]{8,}$/.test(value) ? value : wanted("123456:ABC…")),
  }),
  TELEGRAM_API_ROOT: field({
    doc: { "zh-CN": "Bot API 服务器（自建或测试用）", en: "Bot API server, for a local one or tests" },
    fallback: "https://api.telegram.org",
    parse: url,
  }),
  TELEGRAM_WEBHOOK_URL: field({
    doc: {
      "zh-CN": "填了就改用 webhook（须为 https，转到 PORT 的 /telegram）",
      en: "If set, a webhook instead of polling (https, forwarded to /telegram on PORT)",
    },
    fallback: "",
    parse: url,
  }),
  TELEGRAM_CHATS: field({
    doc: { "zh-CN": "启动即绑定为办公室频道的群号，逗号分隔", en: "Chat ids bound as office channels at start" },
    fallback: "",
    parse: (value) => (list(value).every((id) => /^-?\d+$/.test(id)) ? list(value) : wanted("-1001234,-1005678")),
  }),
  SLACK_BOT_TOKEN: field({
    doc: { "zh-CN": "xoxb- 令牌；不填则不接 Slack", en: "xoxb- token; without it Slack is off" },
    fallback: "",
    secret: true,
    parse: text,
  }),
  SLACK_APP_TOKEN: field({
    doc: { "zh-CN": "xapp- 令牌（Socket Mode）", en: "xapp- token (Socket Mode)" },
    fallback: "",
    secret: true,
    parse: text,
  }),
  SLACK_SIGNING_SECRET: field({
    doc: { "zh-CN": "签名密钥（HTTP 模式，须同时填 PORT）", en: "Signing secret (HTTP mode, together with PORT)" },
    fallback: "",
    secret: true,
    parse: text,
  }),
  SLACK_API_URL: field({
    doc: { "zh-CN": "Slack API 地址（测试用）", en: "Slack API address, for tests" },
    fallback: "https://slack.com/api/",
    parse: url,
  }),
  SLACK_CHANNELS: field({
    doc: { "zh-CN": "启动即绑定为办公室频道的频道号，逗号分隔", en: "Channel ids bound as office channels at start" },
    fallback: "",
    parse: list,
  }),
  CHAT_PROXY: field({
    doc: { "zh-CN": "只用于聊天平台的代理", en: "Proxy for the chat platforms only" },
    fallback: "",
    secret: true,
    parse: url,
  }),
  PORT: field({
    doc: {
      "zh-CN": "健康检查、指标和 webhook 的端口；不填则不监听",
      en: "Port of health, metrics and webhooks; without it none is bound",
    },
    fallback: "",
    parse: (value) =>
      value === "" ? undefined : /^\d{1,5}$/.test(value) && Number(value) < 65_536 ? Number(value) : wanted("0-65535"),
  }),
  HOST: field({ doc: { "zh-CN": "监听的地址", en: "Address to bind" }, fallback: "127.0.0.1", parse: text }),
  LOCALE: field({
    doc: { "zh-CN": "默认语言", en: "Default language" },
    fallback: "zh-CN",
    parse: oneOf(["zh-CN", "en"] as const),
  }),
  TIME_ZONE: field({
    doc: { "zh-CN": "办公室的时区", en: "The office's time zone" },
    fallback: "Asia/Shanghai",
    parse: (value) => {
      try {
        return new Intl.DateTimeFormat("en", { timeZone: value }).resolvedOptions().timeZone && value;
      } catch {
        return wanted("Area/City");
      }
    },
  }),
  ADMINS: field({
    doc: { "zh-CN": "管理员，如 telegram:123,slack:U1", en: "Admins, as telegram:123,slack:U1" },
    fallback: "",
    parse: (value) =>
      list(value).every((id) => /^(?:telegram:\d+|slack:(?:\w+:)?\w+|terminal:\w+)$/.test(id))
        ? list(value)
        : wanted("telegram:123,slack:U1"),
  }),
  OFFICE: field({
    doc: {
      "zh-CN": "发文机关，通报的署名（数据文件另有 office 的以文件为准）",
      en: "The office that issues bulletins (a figures file may name another)",
    },
    fallback: "",
    parse: text,
  }),
  DIGEST_AT: field({
    doc: { "zh-CN": "每日日报的时间", en: "Time of the daily digest" },
    fallback: "08:30",
    parse: time,
  }),
  WORKDAYS_ONLY: field({
    doc: { "zh-CN": "只在工作日发日报", en: "Digest on working days only" },
    fallback: "off",
    parse: flag,
  }),
  QUIET: field({
    doc: { "zh-CN": "静默时段：新消息留到其后", en: "Quiet hours: news waits until after them" },
    fallback: "21:00-07:30",
    parse: (value) => {
      if (value === "" || value === "off") return undefined;
      const [from, to] = value.split("-").map((part) => time(part.trim()));
      return from && to ? { from, to } : wanted("21:00-07:30 or off");
    },
  }),
  HOSTS_FILE: field({
    doc: {
      "zh-CN": "名称解析表（预演、测试）：每行“地址[:端口] 域名…”",
      en: "Names to addresses for staging and tests: lines `address[:port] name…`",
    },
    fallback: "",
    parse: text,
  }),
  ALLOW_NETWORKS: field({
    doc: { "zh-CN": "除公共互联网外允许访问的网段", en: "Networks that may be reached beside the public internet" },
    fallback: "",
    parse: (value) => {
      try {
        return parseNetworks(value);
      } catch {
        return wanted("10.1.0.0/16,192.168.1.0/24");
      }
    },
  }),
  USER_AGENT: field({
    doc: { "zh-CN": "巡查时的 User-Agent", en: "User-Agent of visits" },
    fallback: "Mozilla/5.0 (compatible; Xuncha/0.1; government website check)",
    parse: text,
  }),
  LINE_CHECK: field({
    doc: {
      "zh-CN": "用来判断自身线路的地址；off 为不判断",
      en: "Places that tell if our own line works; off asks nobody",
    },
    fallback: "www.gov.cn,www.people.com.cn,www.12306.cn",
    parse: (value) => (value === "off" ? [] : list(value)),
  }),
  EXCERPTS: field({
    doc: { "zh-CN": "聊天中是否显示网页原文摘录", en: "Show excerpts of pages in chat" },
    fallback: "on",
    parse: flag,
  }),
  TYPO_MODEL: field({
    doc: {
      "zh-CN": "用统计模型查错别字（词表总是用）",
      en: "Read for slips by statistics too (the word list always is used)",
    },
    fallback: "on",
    parse: flag,
  }),
  TYPO_CHECKER: field({
    doc: {
      "zh-CN": "外部纠错服务：OpenAI 兼容（…/v1/chat/completions）或 LanguageTool（…/v2/check）地址；不填则不用",
      en: "External checker: an OpenAI-compatible (…/v1/chat/completions) or LanguageTool (…/v2/check) address; none without it",
    },
    fallback: "",
    parse: url,
  }),
  TYPO_CHECKER_KEY: field({
    doc: { "zh-CN": "外部纠错服务的密钥", en: "Its key" },
    fallback: "",
    secret: true,
    parse: text,
  }),
  TYPO_CHECKER_MODEL: field({
    doc: { "zh-CN": "外部纠错服务的模型名", en: "Its model" },
    fallback: "",
    parse: text,
  }),
  VANTAGE: field({
    doc: {
      "zh-CN": "本进程的观测点名称（小写字母、数字、连字符），写入证据；不填则不写",
      en: "Name of the place from which this process looks (lower case, digits, hyphens); kept with the evidence, if set",
    },
    fallback: "",
    parse: (value) => (value === "" || VANTAGE.test(value) ? value : wanted("chengdu-telecom")),
  }),
  WIDTH: field({
    doc: {
      "zh-CN": "本进程同时探测的网站数；Postgres 上的机器人可设 0，把巡查全部留给 worker",
      en: "Sites probed at the same time by this process; 0 on Postgres lets a bot leave all visits to workers",
    },
    fallback: "8",
    parse: (value) => (/^\d{1,3}$/.test(value) ? Number(value) : wanted("0-999")),
  }),
  BROWSER_PATH: field({
    doc: { "zh-CN": "Chromium 路径；不填则自动查找", en: "Path of Chromium; looked for in the usual places otherwise" },
    fallback: "",
    parse: text,
  }),
  LOG_LEVEL: field({
    doc: { "zh-CN": "日志级别", en: "Log level" },
    fallback: "info",
    parse: oneOf(["fatal", "error", "warn", "info", "debug", "silent"] as const),
  }),
} as const;

export type Config = { readonly [K in keyof typeof FIELDS]: ReturnType<(typeof FIELDS)[K]["parse"]> };
export type Env = Readonly<Record<string, string | undefined>>;

/** Reads every setting or throws CONFIG_INVALID with every fault; an empty variable counts as not set. */
export function readConfig(env: Env): Config {
  const faults: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, { parse, fallback, secret }] of Object.entries(FIELDS) as [string, Field<unknown>][]) {
    const given = env[name]?.trim();
    try {
      values[name] = parse(given ? given : fallback);
    } catch (error) {
      // What was given may be half of a secret: only its name and the form wanted are shown
      faults.push(`${name}${secret || !given ? "" : `=${given.slice(0, 60)}`} (${(error as Error).message})`);
    }
  }
  const config = values as Config;
  if (config.SLACK_BOT_TOKEN && !config.SLACK_APP_TOKEN && !config.SLACK_SIGNING_SECRET)
    faults.push("SLACK_APP_TOKEN (xapp-… for Socket Mode, or SLACK_SIGNING_SECRET with PORT)");
  if (config.SLACK_BOT_TOKEN && !config.SLACK_APP_TOKEN && config.SLACK_SIGNING_SECRET && config.PORT === undefined)
    faults.push("PORT (SLACK_SIGNING_SECRET alone means HTTP mode)");
  if (config.TELEGRAM_WEBHOOK_URL && config.PORT === undefined) faults.push("PORT (TELEGRAM_WEBHOOK_URL needs it)");
  if (config.WIDTH === 0 && config.DATABASE_URL?.startsWith("file:"))
    faults.push("WIDTH=0 (1-999: on SQLite nobody else visits)");
  if (faults.length > 0) throw new AppError("CONFIG_INVALID", { faults });
  return Object.freeze(config);
}

/** What a connection to Slack needs of the settings. */
export const slackAccess = (config: Config) => ({
  botToken: config.SLACK_BOT_TOKEN,
  appToken: config.SLACK_APP_TOKEN,
  signingSecret: config.SLACK_SIGNING_SECRET,
  apiUrl: config.SLACK_API_URL,
  proxy: config.CHAT_PROXY,
});
