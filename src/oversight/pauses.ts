/** An address that declines too often is left alone for a while, but for the probes of its sites. */
import { looksAt, pauseAddress } from "../../db/addresses.ts";
import type { Queries } from "../../db/open.ts";
import { tell } from "./news.ts";

/** Declined share of the sites behind an address, over this time, that makes us ask for nothing but probes. */
const WINDOW = { minutes: 10 };
const DECLINED_SHARE = 0.2;
const ENOUGH = 10;
const PAUSE = { minutes: 10 };

/** After a visit that was declined; told once, whichever process notices. */
export async function pauseDeclining(q: Queries, address: string, at: Temporal.Instant): Promise<void> {
  const { all, declined } = await looksAt(q, address, at.subtract(WINDOW));
  if (all < ENOUGH || declined <= all * DECLINED_SHARE) return;
  if (await pauseAddress(q, address, at, at.add(PAUSE)))
    await tell(q, { subject: `address:${address}`, event: "address-paused", ids: [], at });
}
