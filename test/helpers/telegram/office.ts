/** An office in one Telegram group: the server, its people, and the bot as a process that speaks English to them. */
import { type Bot, type Office, type OfficeOptions, office } from "../bot.ts";
import { type FakeTelegram, startTelegram } from "./telegram.ts";

export const GROUP = -1001;
/** The admin. */
export const BOSS = 11;

type Person = Parameters<FakeTelegram["addUser"]>[0];
/** Somebody who has a user name and has spoken to the bot. */
export const person = (id: number, name: string): Person => ({
  id,
  first_name: name,
  username: name.toLowerCase(),
  started: true,
});

export type TelegramOffice = {
  telegram: FakeTelegram;
  place: Office;
  /** Resolves once the bot polls. */
  start(env?: Record<string, string>): Promise<Bot>;
  /** The first message that fits, said already or to come; in the group where no other chat is given. */
  heard(fits: RegExp, chat?: number): ReturnType<FakeTelegram["waitForMessage"]>;
  [Symbol.asyncDispose](): Promise<void>;
};

/** `people` beside the boss, and groups beside the first: everybody is in all of them. */
export async function telegramOffice({
  people = [],
  groups = {},
  env = {},
  ...options
}: OfficeOptions & { people?: Person[]; groups?: Record<number, string> } = {}): Promise<TelegramOffice> {
  const telegram = await startTelegram();
  const all = [person(BOSS, "Boss"), ...people];
  for (const one of all) telegram.addUser(one);
  for (const [id, title] of Object.entries({ [GROUP]: "值班群", ...groups }))
    telegram.addGroup({ id: Number(id), title, members: all.map((one) => one.id) });
  const place = await office({
    ...options,
    env: {
      TELEGRAM_BOT_TOKEN: telegram.token,
      TELEGRAM_API_ROOT: telegram.url,
      TELEGRAM_CHATS: String(GROUP),
      ADMINS: `telegram:${BOSS}`,
      LOCALE: "en",
      DIGEST_AT: "23:59",
      ...env,
    },
  });
  return {
    telegram,
    place,
    async start(more) {
      const bot = await place.start(more);
      await telegram.waitFor(() => telegram.isPolling(), { timeoutMs: 20_000, what: "polling" });
      return bot;
    },
    heard: (fits, chat = GROUP) =>
      telegram.waitForMessage(chat, ({ text }) => fits.test(text), { timeoutMs: 20_000, what: String(fits) }),
    async [Symbol.asyncDispose]() {
      await place[Symbol.asyncDispose]();
      await telegram.close();
    },
  };
}
