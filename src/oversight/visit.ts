/** One visit of one site: collect, judge, and look a second time where the first look leaves doubt. Writes nothing. */
import type { Check, Reason, Rules } from "../../checks/check.ts";
import { type Chain, FAILURES, type InputName, type Inputs, type Known, type Page } from "../../checks/evidence.ts";
import type { LinkMemory } from "../collect/links.ts";
import type { Suspect } from "../collect/suspicions.ts";
import type { Collectors, VisitOptions } from "../collect/visit.ts";
import type { Clock } from "./clock.ts";
import { type AtHand, createDigests, type Judged, judge } from "./judge.ts";

export type Previous = { checkId: string; digest: string; holdsUntil: Temporal.Instant | null };
export type VisitPlan = {
  url: string;
  known: Partial<Known>;
  rules: Rules;
  checks: readonly Check[];
  /** Also what is looked at once a day: links and the week's figures. */
  daily: boolean;
  /** A patrol looks again later; a person at the keyboard wants it at once. */
  secondLook: "later" | "at-once";
  previous?: readonly Previous[];
  memory: LinkMemory;
  /** Addresses on which findings stand: they are looked at again. */
  revisit?: readonly string[];
  /** Reads what nobody has read before for slips; absent where the statistics are off. */
  suspect?: Suspect | undefined;
  pauseBeforeLinks(): Promise<void>;
  /** This is the second look at a miss. */
  again?: boolean;
  /** The vantage that missed before, where it has a name. */
  missedFrom?: string | undefined;
};
export type Visited = {
  /** What was done on the site after this may not be seen yet. */
  begunAt: Temporal.Instant;
  chain: Chain;
  /** What the weekly count makes of it; `pending` where a patrol looks again before anything is said. */
  counted: Chain["outcome"] | "disputed" | "pending";
  page: Page | undefined;
  /** The pages beside the home page that were read. */
  pages: readonly Page[];
  screenshot: Uint8Array | undefined;
  body: Uint8Array | undefined;
  judged: Judged[];
  /** Checks whose inputs, rules and version are as before: their verdict stands. */
  skipped: string[];
  digests: ReadonlyMap<string, string>;
};

export type Visitor = (plan: VisitPlan) => Promise<Visited>;

const ABSENT: Record<Exclude<Chain["outcome"], "opened">, Reason> = {
  missed: "not-measured",
  declined: "declined",
  unmeasured: "own-line",
};

/** What waiting cannot mend is not tried again; and a person waits for one silent limit, not for two. */
function worthAnother({ failure = "timeout" }: Chain, when: VisitPlan["secondLook"]): boolean {
  return FAILURES[failure].retry && !(when === "at-once" && failure === "timeout");
}

const takes = ({ needs, optional }: Check, name: InputName): boolean => needs.includes(name) || optional.includes(name);
const isDue = ({ meta }: Check, daily: boolean): boolean =>
  meta.when === "each-visit" || (meta.when === "daily" && daily);

export function createVisitor(collectors: Collectors, clock: Clock, vantage?: string): Visitor {
  /** What is looked at once a day beside the home page. */
  async function daily(
    plan: VisitPlan,
    page: Page,
    second: readonly Page[],
    chain: Chain,
    options: VisitOptions,
  ): Promise<Partial<Inputs>> {
    const { rules } = plan;
    const wants = (name: InputName) => plan.checks.some((check) => takes(check, name));
    const surveyed = wants("pages")
      ? await collectors.survey(page, {
          columns: plan.known.columns,
          revisit: plan.revisit ?? [],
          today: options.today,
          limitMs: options.limitMs,
        })
      : [];
    const pages = [...second, ...surveyed];
    const views = wants("views") ? await collectors.views(options) : {};
    const exposed =
      wants("exposed") && rules.item("exposed").values.probe === true
        ? await collectors.exposed(chain.finalUrl, options.limitMs)
        : [];
    const { campaign } = plan.known;
    const answers = campaign && wants("oldHost") ? await collectors.answers(campaign.oldHost, options) : undefined;
    const oldHost = campaign && answers !== undefined ? { host: campaign.oldHost, answers } : undefined;
    const suspicions = wants("suspicions") ? await plan.suspect?.([page, ...pages]) : undefined;
    const more = {
      ...(suspicions ? { suspicions } : {}),
      ...(oldHost ? { oldHost } : {}),
      ...(exposed ? { exposed } : {}),
    };
    if (!wants("links")) return { pages, views, ...more };
    const links = await collectors.links([page, ...pages], {
      ...options,
      home: [...new Set([plan.url, ...chain.hops.map((hop) => hop.url)])],
      memory: plan.memory,
      pause: plan.pauseBeforeLinks,
    });
    return { pages, views, links, ...more };
  }

  return async (plan) => {
    const { rules } = plan;
    const begunAt = clock.now();
    const today = clock.today();
    const limitMs = rules.number("V2", "limitMs");
    const options: VisitOptions = { url: plan.url, lane: "probe", limitMs, today };
    let result = await collectors.probe(options);
    let counted: Visited["counted"] = result.chain.outcome;
    if (result.chain.outcome === "missed" && !plan.again && worthAnother(result.chain, plan.secondLook)) {
      if (plan.secondLook === "later") counted = "pending";
      else {
        const second = await collectors.probe(options);
        // A miss that a second look cannot repeat is disputed: neither counted as a miss nor turned into a success
        if (second.chain.outcome !== "missed") {
          counted = second.chain.outcome === "opened" ? "disputed" : second.chain.outcome;
          result = second;
        }
      }
    }
    const { tls } = result;
    const vantages = [...new Set([plan.missedFrom, vantage].filter((name) => name !== undefined))];
    const chain: Chain = vantages.length > 0 ? { ...result.chain, vantages } : result.chain;
    let page = chain.outcome === "opened" ? result.page : undefined;
    const absent: AtHand["absent"] = {};
    const reason = chain.outcome === "opened" ? "unreadable" : ABSENT[chain.outcome];
    for (const name of ["page", "links", "pages", "rendered", "views", "exposed"] as const) absent[name] = reason;
    if (!tls) absent.tls = reason;
    const inputs: Partial<Inputs> = {
      ...plan.known,
      ...(counted === "pending" ? {} : { chain }),
      ...(tls ? { tls } : {}),
    };
    // What only a daily check asks for is not asked at every probe
    if (plan.checks.some((check) => isDue(check, plan.daily) && takes(check, "dns")))
      inputs.dns = await collectors.dns(plan.url);
    if (page) {
      inputs.page = page;
      const second = page.items.length === 0 ? await collectors.secondLevel(page, { ...options, lane: "page" }) : [];
      if (plan.daily) Object.assign(inputs, await daily(plan, page, second, chain, options));
      else if (second.length > 0) inputs.pages = second;
      for (const name of ["links", "views", "exposed"] as const) if (inputs[name]) delete absent[name];
    }
    const pages = inputs.pages ?? [];

    const due = plan.checks.filter(
      (check) => isDue(check, plan.daily) && !(counted === "pending" && check.needs.includes("chain")),
    );
    const now = { at: clock.now(), today };
    const hand: AtHand = { inputs, absent };
    const digestOf = createDigests(hand);
    const digests = new Map(due.map((check) => [check.meta.id, digestOf(check, rules, today.toString())]));
    const stands = (check: Check) => {
      const before = plan.previous?.find(({ checkId }) => checkId === check.meta.id);
      if (!before || before.digest !== digests.get(check.meta.id)) return false;
      return before.holdsUntil === null || Temporal.Instant.compare(now.at, before.holdsUntil) < 0;
    };
    const wanted = due.filter((check) => !stands(check));
    let judged = wanted.map((check) => judge(check, hand, rules, now));

    // Where reading left doubt, first the site's own scripts are read, then a browser looks
    const inDoubt = () =>
      judged.filter(({ verdict }) => verdict.outcome === "inconclusive" && verdict.reason === "no-browser");
    const again = () => {
      const doubtful = new Set(inDoubt().map(({ check }) => check));
      judged = judged.map((one) => (doubtful.has(one.check) ? judge(one.check, hand, rules, now) : one));
    };
    if (page && inDoubt().length > 0) {
      page = await collectors.scripts(page, { ...options, lane: "page" });
      inputs.page = page;
      again();
    }
    let screenshot: Uint8Array | undefined;
    if (page && inDoubt().length > 0) {
      const rendered = await collectors.render(chain.finalUrl, today);
      if (rendered) {
        inputs.rendered = rendered.page;
        screenshot = rendered.screenshot;
        // The browser's page is there now: all that can use it look at it, also where the page as sent is unchanged
        const users = new Set(due.filter(({ optional }) => optional.includes("rendered")));
        judged = [
          ...judged.filter(({ check }) => !users.has(check)),
          ...[...users].map((check) => judge(check, hand, rules, now)),
        ];
      }
    }
    return {
      begunAt,
      chain,
      counted,
      page,
      pages,
      screenshot,
      body: result.body,
      judged,
      skipped: due.filter((check) => judged.every((one) => one.check !== check)).map(({ meta }) => meta.id),
      digests,
    };
  };
}
