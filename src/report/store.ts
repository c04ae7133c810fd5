/** What commands pass through to oversight and report: the query handle, and nothing to query with. */
export type { Queries } from "../../db/open.ts";
