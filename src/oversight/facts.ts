/** What was read on a visit, judged or not; names and shape are part of the contract with the outside (README, check --json). */
import type { Chain, Page } from "../../checks/evidence.ts";
import { newestListDate } from "../../checks/homepage-freshness.ts";
import { readMarks } from "../../checks/reading/marks.ts";

export type Facts = {
  finalUrl: string | null;
  status: number | null;
  charset: string | null;
  title: string | null;
  siteCodes: string[];
  icp: string | null;
  police: string | null;
  partyGovMark: string | null;
  feedbackEntry: string | null;
  organiser: string | null;
  newestListDate: string | null;
  metaTags: Record<string, string>;
  links: { url: string; text: string }[];
};

export function factsOf(chain: Chain, page: Page | undefined): Facts {
  const marks = page ? readMarks(page) : undefined;
  const conac = marks?.conac.find(({ kind }) => kind !== "image") ?? marks?.conac[0];
  return {
    finalUrl: chain.hops.length > 0 ? chain.finalUrl : null,
    status: chain.status ?? null,
    charset: page?.charset ?? null,
    title: page?.title || null,
    siteCodes: [...new Set(marks?.codes.map(({ code }) => code))],
    icp: marks?.icp[0]?.text ?? null,
    police: marks?.police[0]?.text ?? marks?.policeLinks.find(({ number }) => number)?.number ?? null,
    partyGovMark: conac ? conac.id || conac.kind : null,
    feedbackEntry: marks?.feedback[0]?.url ?? null,
    organiser: marks?.organiser ?? null,
    newestListDate: page ? (newestListDate(page) ?? null) : null,
    metaTags: page?.metas ?? {},
    links: page?.links.filter(({ kind }) => kind !== "img").map(({ url, text }) => ({ url, text })) ?? [],
  };
}
