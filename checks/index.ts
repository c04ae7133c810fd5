/** Every check, by id. A test holds this list, the folder, the tests and the README in step. */
import { availability } from "./availability.ts";
import { availabilityWeek } from "./availability-week.ts";
import type { Check } from "./check.ts";
import { contact } from "./contact.ts";
import { deadLinks } from "./dead-links.ts";
import { domainForm } from "./domain-form.ts";
import { domainNotice } from "./domain-notice.ts";
import { feedbackEntry } from "./feedback-entry.ts";
import { homepageFreshness } from "./homepage-freshness.ts";
import { icpRecord } from "./icp-record.ts";
import { organiser } from "./organiser.ts";
import { partyGovMark } from "./party-gov-mark.ts";
import { policeRecord } from "./police-record.ts";
import { siteCode } from "./site-code.ts";
import { siteName } from "./site-name.ts";
import { tls } from "./tls.ts";
import { typos } from "./typos/index.ts";

export const checks: readonly Check[] = [
  availability,
  availabilityWeek,
  contact,
  deadLinks,
  domainForm,
  domainNotice,
  feedbackEntry,
  homepageFreshness,
  icpRecord,
  organiser,
  partyGovMark,
  policeRecord,
  siteCode,
  siteName,
  tls,
  typos,
];
