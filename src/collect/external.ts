/**
 * An external checker by HTTP, where the office has one: LanguageTool's /v2/check, or a chat completion that answers in
 * JSON. What it says is kept apart from our own flags and never decides anything.
 */
import { request } from "undici";
import type { ParagraphHit, Reader } from "./suspicions.ts";

export type ExternalOptions = { url: string; key: string; model: string };

const LIMIT_MS = 30_000;
const MAX_ANSWER = 1 << 20;
/** Longer "corrections" are rewriting. */
const LONGEST = 12;
const ASK =
  "You proofread Chinese official texts. Answer with JSON only: " +
  '[{"line": <number>, "wrong": "<as written>", "right": "<as it should be>"}]. Report certain misspellings only.';

async function post(url: string, headers: Record<string, string>, body: string): Promise<unknown> {
  const response = await request(url, { method: "POST", headers, body, signal: AbortSignal.timeout(LIMIT_MS) });
  let text = "";
  for await (const chunk of response.body) {
    text += chunk;
    if (text.length > MAX_ANSWER) break;
  }
  if (response.statusCode !== 200) throw new Error(`typo checker: HTTP ${response.statusCode}`);
  return JSON.parse(text);
}

const hit = (text: string, wrong: string, right: string): ParagraphHit[] =>
  wrong && right && wrong !== right && wrong.length <= LONGEST && text.includes(wrong)
    ? [{ wrong, right, sentence: text.slice(0, 200), score: 0, by: "external" }]
    : [];

type LanguageTool = { matches?: { offset: number; length: number; replacements?: { value: string }[] }[] };
async function languageTool({ url, key }: ExternalOptions, text: string): Promise<ParagraphHit[]> {
  const form = new URLSearchParams({ language: "zh-CN", text, ...(key ? { apiKey: key } : {}) });
  const headers = { "content-type": "application/x-www-form-urlencoded", accept: "application/json" };
  const { matches = [] } = (await post(url, headers, form.toString())) as LanguageTool;
  return matches.flatMap(({ offset, length, replacements }) =>
    hit(text, text.slice(offset, offset + length), replacements?.[0]?.value ?? ""),
  );
}

type Chat = { choices?: { message?: { content?: string } }[] };
async function chat({ url, key, model }: ExternalOptions, paragraphs: string[]): Promise<ParagraphHit[][]> {
  const lines = paragraphs.map((text, n) => `${n}: ${text}`).join("\n");
  const body = {
    model,
    temperature: 0,
    messages: [
      { role: "system", content: ASK },
      { role: "user", content: lines },
    ],
  };
  const headers = { "content-type": "application/json", ...(key ? { authorization: `Bearer ${key}` } : {}) };
  const answer = (await post(url, headers, JSON.stringify(body))) as Chat;
  const content = answer.choices?.[0]?.message?.content ?? "";
  const list = /\[[\s\S]*\]/.exec(content)?.[0];
  const found = (list ? JSON.parse(list) : []) as { line?: unknown; wrong?: unknown; right?: unknown }[];
  return paragraphs.map((text, n) =>
    found
      .filter(({ line }) => Number(line) === n)
      .flatMap(({ wrong, right }) => hit(text, String(wrong), String(right))),
  );
}

/** By the address: LanguageTool's paths end in /check, everything else is taken for a chat completion. */
export const createExternal = (options: ExternalOptions): Reader =>
  /\/check$/.test(new URL(options.url).pathname)
    ? async (paragraphs) => {
        const hits: ParagraphHit[][] = [];
        for (const text of paragraphs) hits.push(await languageTool(options, text));
        return hits;
      }
    : (paragraphs) => chat(options, paragraphs);
