/** What can go wrong with the store itself, told apart by `code`; src/errors.ts words them. */
export type StoreFault =
  | "DB_NEWER"
  | "DB_OLDER"
  | "DB_MIGRATION"
  | "DB_DAMAGED"
  | "DB_READ_ONLY"
  | "DB_UNREACHABLE"
  | "DB_MISUSE";

export class StoreError extends Error {
  override readonly name = "StoreError";
  readonly code: StoreFault;
  constructor(code: StoreFault, detail: string, options?: ErrorOptions) {
    super(detail, options);
    this.code = code;
  }
}

/** The driver's own code, wherever in the chain of causes it stands. */
export function driverCode(error: unknown): string | undefined {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const code = (at as { code?: unknown }).code;
    if (typeof code === "string" && (code.startsWith("SQLITE_") || /^[0-9A-Z]{5}$/.test(code))) return code;
  }
  return undefined;
}

/** Codes of pg and of the network that say: not now. SQLite is in this process and never away. */
const AWAY = /^(?:08\d{3}|57P0[123]|ECONN\w+|ETIMEDOUT|EPIPE|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|ENOTFOUND)$/;
/** pg's own words for a connection that is gone; it gives them no code. */
const LOST =
  /^(?:Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/;
/** Whether a statement failed because the database could not be reached, or ended meanwhile. */
export function isAway(error: unknown): boolean {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const { code } = at as { code?: unknown };
    if ((typeof code === "string" && AWAY.test(code)) || LOST.test(at.message)) return true;
  }
  return false;
}

/** Postgres ended it so that others could go on: a deadlock, or a read that came too late to be repeated. */
export const isContended = (error: unknown): boolean => /^40(?:P01|001)$/.test(driverCode(error) ?? "");

const UNIQUE = new Set(["SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY", "23505"]);
export const isDuplicate = (error: unknown): boolean => UNIQUE.has(driverCode(error) ?? "");
