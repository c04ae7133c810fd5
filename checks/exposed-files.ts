import { defineCheck, finding, judged, notApplicable } from "./check.ts";

/** What the first bytes must be for the file to be what its name says; a page of ours in its place proves nothing. */
const PROOFS: [RegExp, RegExp][] = [
  [/\/\.git\/HEAD$/, /^(?:ref:\s|[0-9a-f]{40}\s*$)/],
  [/\/\.svn\/entries$/, /^\d{1,2}\s*\n/],
  [/\/\.svn\/wc\.db$/, /^SQLite format 3/],
  [/\/\.env$/, /^\s*(?:#.*\n\s*)*[A-Z][A-Z0-9_]*\s*=/],
  [/\.(?:zip|jar|war)$/i, /^PK\p{Cc}/u],
  [/\.rar$/i, /^Rar!/],
  [/\.(?:gz|tgz)$/i, /^\p{Cc}[\p{Cc}\ufffd]/u],
  [/\.sql$/i, /^\s*(?:--|\/\*|(?:CREATE|INSERT|DROP|SET)\s)/i],
  [/phpinfo\.php$/i, /<title>(?:PHP [\d.]+ - )?phpinfo\(\)<|class="p">PHP Version \d/i],
  [/(?:web\.config[\w.]*|web\.xml)$/i, /<(?:configuration|web-app)[\s>]/i],
];
const LISTING = /<title>\s*Index of \//i;

export const exposedFiles = defineCheck({
  meta: {
    id: "exposed-files",
    version: 1,
    level: "fault",
    scope: "visit",
    when: "daily",
    sensitive: true,
    indicators: ["exposed"],
    automation: "AUTO",
    title: { "zh-CN": "外露文件", en: "Exposed files" },
    messages: {
      exposed: {
        "zh-CN": "不应公开的文件可以下载：{path}",
        en: "A file that must not be public can be fetched: {path}",
      },
    },
  },
  needs: ["exposed"],
  run({ exposed }, rules) {
    if (rules.item("exposed").values.probe !== true) return notApplicable("not-allowed");
    const found = exposed.flatMap(({ url, status, sample }) => {
      if (status !== 200) return [];
      const { pathname } = new URL(url);
      const proof = PROOFS.find(([name]) => name.test(pathname));
      return proof?.[1].test(sample) || LISTING.test(sample)
        ? [finding("exposed", { path: pathname }, { url }, pathname)]
        : [];
    });
    return judged(found);
  },
});
