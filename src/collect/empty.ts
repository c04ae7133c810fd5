/** A page on which nothing was read: what is known of it is laid over this. */
import type { Page } from "../../checks/evidence.ts";

export const emptyPage = (known: Partial<Page> & Pick<Page, "url" | "status">): Page => ({
  charset: "utf-8",
  charsetFrom: "header",
  title: null,
  heading: null,
  metas: {},
  paragraphs: [],
  links: [],
  items: [],
  scripts: [],
  resources: [],
  written: "",
  footerFound: false,
  unreadFrames: [],
  complete: true,
  bytes: 0,
  ...known,
});
