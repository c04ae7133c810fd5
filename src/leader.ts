/**
 * Of several bots on one Postgres one leads: it polls, sends, works off the inbox and does the chores; the others visit,
 * and stand by. Who leads is a lock of a database session: it passes on within a second or two of its holder's end.
 */
import { randomUUID } from "node:crypto";
import type { Holds } from "../db/holds.ts";

const TRY_MS = 1_000;
/**
 * After the database was away, whoever led before comes first: it alone knows what became of the messages that it had
 * in flight. The others wait so long from the moment at which they live again: longer than one attempt to connect may take.
 */
const GRACE_MS = 10_000;
const OFFICE = "office";
const lifeOf = (id: string) => `process:${id}`;

export type Leader = {
  /** This process, as `outbox.sender` names it. */
  readonly self: string;
  leads(): boolean;
  /** Ends when this process leads no longer; aborted from the start where it does not lead. */
  tenure(): AbortSignal;
  /** Resolves with the tenure once this process leads. */
  turn(stop: AbortSignal): Promise<AbortSignal | undefined>;
  /** Whether the process that has a row in flight still lives. */
  lives(process: string): Promise<boolean>;
  start(on: { gained(): void; lost(): void }): void;
  stop(): Promise<void>;
};

/** The one bot of an SQLite file, which holds that file's lock. */
export function createSoleLeader(): Leader {
  const ended = new AbortController();
  return {
    self: randomUUID(),
    leads: () => true,
    tenure: () => ended.signal,
    turn: async () => ended.signal,
    lives: async () => false,
    start: ({ gained }) => gained(),
    stop: async () => ended.abort(),
  };
}

export function createLeader(holds: Holds, onFault: (error: unknown) => void): Leader {
  const self = randomUUID();
  let term = new AbortController();
  term.abort();
  let stopping = false;
  let listener = { gained: () => {}, lost: () => {} };
  let timer: NodeJS.Timeout | undefined;
  let waiting: (() => void)[] = [];
  let trying: Promise<void> = Promise.resolve();
  /** Until when somebody else comes first, where the session was lost: unset until it is there again. */
  let grace: "lost" | number = 0;
  /** This process led last, as far as it knows. */
  let ledLast = false;

  const end = () => {
    // A session may be lost again before it leads again: it still comes first
    grace = ledLast ? 0 : "lost";
    if (term.signal.aborted) return;
    term.abort();
    listener.lost();
  };
  async function attempt(): Promise<void> {
    // First that it lives, then that it leads: whoever leads is alive to all others
    if (!(await holds.take(lifeOf(self)))) return;
    if (grace === "lost") grace = performance.now() + GRACE_MS;
    if (performance.now() < grace) return;
    if (!(await holds.take(OFFICE))) {
      ledLast = false;
      return;
    }
    if (stopping) return;
    ledLast = true;
    if (!term.signal.aborted) return;
    term = new AbortController();
    listener.gained();
    for (const resolve of waiting.splice(0)) resolve();
  }
  const tick = () => {
    trying = attempt()
      .catch((error) => {
        // Also where it held nothing yet that could be lost: the database was away
        if (!ledLast) grace = "lost";
        onFault(error);
      })
      .finally(() => {
        if (!stopping) timer = setTimeout(tick, TRY_MS);
      });
  };
  return {
    self,
    leads: () => !term.signal.aborted,
    tenure: () => term.signal,
    async turn(stop) {
      while (term.signal.aborted && !stop.aborted)
        await new Promise<void>((resolve) => {
          waiting.push(resolve);
          stop.addEventListener("abort", () => resolve(), { once: true });
        });
      return stop.aborted ? undefined : term.signal;
    },
    lives: (process) => (process === self ? Promise.resolve(true) : holds.isHeld(lifeOf(process))),
    start(on) {
      listener = on;
      holds.onLost(() => {
        end();
        clearTimeout(timer);
        if (!stopping) tick();
      });
      tick();
    },
    async stop() {
      stopping = true;
      clearTimeout(timer);
      await trying;
      waiting = [];
      term.abort();
    },
  };
}
