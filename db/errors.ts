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

const UNIQUE = new Set(["SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY", "23505"]);
export const isDuplicate = (error: unknown): boolean => UNIQUE.has(driverCode(error) ?? "");
