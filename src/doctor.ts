/** Is everything as it must be: database, seals, browser, line, tokens, scopes, membership. One line each, with what to do. */
import { allSeals } from "../db/office.ts";
import type { Db } from "../db/open.ts";
import { activeChannels } from "../db/people.ts";
import { asides } from "../db/queue.ts";
import type { App } from "./app.ts";
import { type Phrase, say } from "./card.ts";
import { SendFault } from "./chat/port.ts";
import { SLACK_SCOPES } from "./chat/slack/manifest.ts";
import { findBrowser } from "./collect/render.ts";
import { slackAccess } from "./config.ts";
import { verifySeals } from "./oversight/seals.ts";
import { whyAside } from "./report/aside.ts";

export type Finding = { ok: boolean; text: Phrase };
const good = (text: Phrase): Finding => ({ ok: true, text });
const bad = (text: Phrase): Finding => ({ ok: false, text });

async function members(q: Db, prefix: string, isMember: (channel: string) => Promise<boolean>): Promise<Finding[]> {
  const channels = (await activeChannels(q)).filter(({ id }) => id.startsWith(prefix));
  return Promise.all(
    channels.map(async ({ id, title }) => {
      const member = await isMember(id).catch(() => false);
      return member
        ? good(say("doctor.member", { what: title || id }))
        : bad(say("doctor.not-member", { what: title || id }));
    }),
  );
}

async function telegram({ db, config, words }: App): Promise<Finding[]> {
  const { createTelegram } = await import("./chat/telegram/index.ts");
  const adapter = createTelegram({
    token: config.TELEGRAM_BOT_TOKEN,
    apiRoot: config.TELEGRAM_API_ROOT,
    proxy: config.CHAT_PROXY,
    words,
    menu: [],
    webhook: undefined,
    sleep: async () => {},
    log: () => {},
    onRefused: () => {},
  });
  const me = await adapter.me();
  const found = [
    good(say("doctor.telegram", { what: me.username })),
    good(say(me.canReadAll ? "doctor.telegram-no-privacy" : "doctor.telegram-privacy")),
  ];
  return [...found, ...(await members(db, "telegram:", adapter.isMember))];
}

async function slack({ db, config, words }: App): Promise<Finding[]> {
  const { createSlack } = await import("./chat/slack/index.ts");
  const adapter = createSlack({
    ...slackAccess(config),
    words,
    forms: new Map(),
    localeOf: async () => config.LOCALE,
    sleep: async () => {},
    log: () => {},
    onRefused: () => {},
  });
  const { team, scopes } = await adapter.identify();
  const missing = scopes.length > 0 ? SLACK_SCOPES.filter((scope) => !scopes.includes(scope)) : [];
  return [
    good(say("doctor.slack", { what: team })),
    ...(missing.length > 0 ? [bad(say("doctor.slack-scopes", { list: missing }))] : []),
    ...(await members(db, "slack:", adapter.isMember)),
  ];
}

export async function examine(app: App): Promise<Finding[]> {
  const { db, config } = app;
  const found: Finding[] = [good(say("doctor.database", { what: db.dialect }))];
  const broken = await verifySeals(db);
  found.push(
    broken
      ? bad(say("doctor.seal-broken", { id: broken.id }))
      : good(say("doctor.seals", { n: (await allSeals(db)).length })),
  );
  for (const { site, kind, note } of await asides(db))
    found.push(bad(say("doctor.aside", { site, what: say(`due.${kind}`), why: whyAside(note) })));
  const browser = await findBrowser(config.BROWSER_PATH || undefined);
  found.push(
    browser
      ? good(say("doctor.browser", { what: browser }))
      : config.BROWSER_PATH
        ? bad(say("doctor.browser-none"))
        : good(say("doctor.browser-none")),
  );
  const works = await (await app.collectors()).lineWorks();
  found.push({ ok: works, text: say("doctor.line", { what: say(works ? "doctor.ok" : "doctor.bad") }) });
  if (!config.TELEGRAM_BOT_TOKEN && !config.SLACK_BOT_TOKEN) found.push(good(say("doctor.none")));
  for (const [name, on, run] of [
    ["Telegram", config.TELEGRAM_BOT_TOKEN, telegram],
    ["Slack", config.SLACK_BOT_TOKEN, slack],
  ] as const) {
    if (!on) continue;
    try {
      found.push(...(await run(app)));
    } catch (error) {
      const refused = error instanceof SendFault && error.kind === "token";
      found.push(
        bad(
          refused || /401|Unauthorized/.test(String(error))
            ? say("error.TOKEN_REFUSED", { detail: name })
            : say("doctor.unreachable", { what: name }),
        ),
      );
    }
  }
  return found;
}
