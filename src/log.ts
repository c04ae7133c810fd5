/** Logs go to stderr: stdout belongs to what a verb prints. Tokens and URLs with credentials are never logged. */
import pino from "pino";
import type { Config } from "./config.ts";

export type Log = pino.Logger;

/** Anything that looks like a token, whoever put it there. */
const SECRET = /\b\d{6,}:[\w-]{20,}|\bx(?:ox[abp]|app)-[\w-]+|:\/\/[^/\s:@]+:[^/\s@]+@/g;
export const redact = (text: string): string => text.replace(SECRET, "…");

export function createLog(level: Config["LOG_LEVEL"]): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: {
        // A driver's message holds the parameters of the query: the kind and the place are enough
        err: (error: Error) => {
          const { cause } = error;
          return {
            name: error.name,
            code: (error as { code?: unknown }).code,
            message: redact(error.message.split("\n")[0]?.slice(0, 300) ?? ""),
            ...(cause instanceof Error ? { cause: redact(cause.message.split("\n")[0] ?? "") } : {}),
            stack: redact(
              (error.stack ?? "")
                .split("\n")
                .filter((line) => /^\s+at /.test(line))
                .slice(0, 7)
                .join("\n"),
            ),
          };
        },
      },
    },
    pino.destination({ dest: 2, sync: true }),
  );
}
