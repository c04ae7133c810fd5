/** Our own faults, each by a code; the words for them are `error.<CODE>` in src/words. A site's fault is data, never one of these. */
import { StoreError } from "../db/errors.ts";

/** What the process ends with: 2 wrong use or configuration, 3 our own failure. */
const EXIT = {
  CONFIG_INVALID: 2,
  USAGE: 2,
  FILE_UNREADABLE: 2,
  FILE_UNWRITABLE: 2,
  FILE_FORMAT: 2,
  TEMPLATE_INVALID: 2,
  ALREADY_RUNNING: 2,
  WORKER_NEEDS_POSTGRES: 2,
  PORT_IN_USE: 2,
  TOKEN_REFUSED: 2,
  NO_SUCH_SITE: 2,
  DB_NEWER: 2,
  DB_OLDER: 2,
  DB_DAMAGED: 2,
  DB_READ_ONLY: 2,
  DB_UNREACHABLE: 2,
  DB_MIGRATION: 3,
  DB_MISUSE: 3,
  BACKUP_DAMAGED: 2,
  MOVE_FILLED: 2,
  MOVE_OTHER: 2,
  MOVE_BUSY: 2,
  MOVE_CHANGED: 2,
  MOVE_DIFFERS: 3,
  MOVE_BROKEN: 3,
  MOVE_UNFINISHED: 2,
  UNEXPECTED: 3,
} as const;
export type ErrorCode = keyof typeof EXIT;
/** For the test that finds a code without words. */
export const ERROR_CODES = Object.keys(EXIT) as ErrorCode[];

export class AppError extends Error {
  override readonly name = "AppError";
  readonly code: ErrorCode;
  /** What the words name; never a secret. */
  readonly data: Record<string, string | number | string[]>;
  constructor(code: ErrorCode, data: AppError["data"] = {}, options?: ErrorOptions) {
    super(`${code} ${JSON.stringify(data)}`, options);
    this.code = code;
    this.data = data;
  }
  get exitCode(): 2 | 3 {
    return EXIT[this.code];
  }
}

/** One line of what lies at the root of an error: drizzle's own message is the statement with its values. */
export function rootLine(error: unknown): string {
  let root = error;
  while (root instanceof Error && root.cause instanceof Error) root = root.cause;
  return root instanceof Error ? (root.message.split("\n")[0] ?? "") : String(root);
}

/** Any error as one of ours; what is not is UNEXPECTED, with its message for the log. */
export function asAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof StoreError) return new AppError(error.code, { detail: error.message }, { cause: error });
  const code = (error as NodeJS.ErrnoException)?.code;
  if (code === "ENOSPC" || code === "EROFS" || code === "EACCES")
    return new AppError("DB_READ_ONLY", { detail: (error as NodeJS.ErrnoException).path ?? code }, { cause: error });
  return new AppError("UNEXPECTED", { detail: rootLine(error) }, { cause: error });
}
