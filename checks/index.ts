/** Every check, by id. A test holds this list, the folder, the tests and the README in step. */

import { advertising } from "./advertising.ts";
import { annualReport } from "./annual-report.ts";
import { articleRedating } from "./article-redating.ts";
import { availability } from "./availability.ts";
import { availabilityWeek } from "./availability-week.ts";
import type { Check } from "./check.ts";
import { cloaking } from "./cloaking.ts";
import { closingNotice } from "./closing-notice.ts";
import { columnFreshness } from "./column-freshness.ts";
import { contact } from "./contact.ts";
import { deadLinks } from "./dead-links.ts";
import { domainForm } from "./domain-form.ts";
import { domainNotice } from "./domain-notice.ts";
import { exposedFiles } from "./exposed-files.ts";
import { feedbackEntry } from "./feedback-entry.ts";
import { hiddenLinks } from "./hidden-links.ts";
import { homepageFreshness } from "./homepage-freshness.ts";
import { icpRecord } from "./icp-record.ts";
import { interactionChannel } from "./interaction-channel.ts";
import { ipv6 } from "./ipv6.ts";
import { lifecycle } from "./lifecycle.ts";
import { nearNames } from "./near-names.ts";
import { organiser } from "./organiser.ts";
import { outboundLinks } from "./outbound-links.ts";
import { pageTags } from "./page-tags.ts";
import { partyGovMark } from "./party-gov-mark.ts";
import { personalData } from "./personal-data.ts";
import { policeRecord } from "./police-record.ts";
import { securityHeaders } from "./security-headers.ts";
import { serviceGuides } from "./service-guides.ts";
import { siteCode } from "./site-code.ts";
import { siteName } from "./site-name.ts";
import { tampering } from "./tampering.ts";
import { tls } from "./tls.ts";
import { typos } from "./typos/index.ts";
import { wording } from "./wording.ts";

export const checks: readonly Check[] = [
  advertising,
  annualReport,
  articleRedating,
  availability,
  availabilityWeek,
  cloaking,
  closingNotice,
  columnFreshness,
  contact,
  deadLinks,
  domainForm,
  domainNotice,
  exposedFiles,
  feedbackEntry,
  hiddenLinks,
  homepageFreshness,
  icpRecord,
  interactionChannel,
  ipv6,
  lifecycle,
  nearNames,
  organiser,
  outboundLinks,
  pageTags,
  partyGovMark,
  personalData,
  policeRecord,
  securityHeaders,
  serviceGuides,
  siteCode,
  siteName,
  tampering,
  tls,
  typos,
  wording,
];
