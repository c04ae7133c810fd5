import type { Item } from "./stories.ts";
import type { Look } from "./types.ts";

/** A column's list in the site's own form of markup and date. */
export function listMarkup(look: Look, heading: string, items: Item[]): string {
  const rows = items.map((item) => row(look, item));
  switch (look.layout) {
    case "table":
      return `<table class="lb" width="100%">\n<caption>${heading}</caption>\n${rows.join("\n")}\n</table>`;
    case "dl":
      return `<dl class="list">\n<dt>${heading}</dt>\n${rows.join("\n")}\n</dl>`;
    case "records":
      return `<h3>${heading}</h3>\n${records(rows)}`;
    default:
      return `<h3 class="bt">${heading}</h3>\n<ul class="list">\n${rows.join("\n")}\n</ul>`;
  }
}

function row(look: Look, item: Item): string {
  const { date, title } = item;
  const [year = "", month = "", day = ""] = date.toString().split("-");
  const short = [...title].length > 22 ? `${[...title].slice(0, 21).join("")}…` : title;
  const link = `<a href="${hrefOf(look, item)}" title="${title}" target="_blank">${short}</a>`;
  switch (look.layout) {
    case "table":
      return `<tr><td width="12">·</td><td align="left">${link}</td><td width="90">${year}-${month}-${day}</td></tr>`;
    case "dl":
      return `<dd>${link}<em>${year}年${date.month}月${date.day}日</em></dd>`;
    case "split":
      return `<li><div class="rq"><i>${day}</i><em>${year}-${month}</em></div><p>${link}</p></li>`;
    case "slash":
      return `<li><span>${year}/${month}/${day}</span>${link}</li>`;
    case "shortYear":
      return `<li>${link}<span class="gray">${year.slice(2)}-${month}-${day}</span></li>`;
    case "inlineDate":
      return `<li>${link}&nbsp;(${year}-${date.month}-${date.day}&nbsp;09:${day})</li>`;
    case "records":
      return `<li>${link}<b>${year}-${month}-${day}</b></li>`;
    default:
      return `<li>${link}<span>[${month}-${day}]</span></li>`;
  }
}

/** Addresses as such systems write them: relative with a leading dot, or from the root. */
function hrefOf(look: Look, item: Item): string {
  return (look.urls ?? "trs") === "trs" ? `.${item.path}` : item.path;
}

/** A list kept in a data block that a script of the page unfolds. */
function records(rows: string[]): string {
  const blocks = rows.map((text) => `<record><![CDATA[\n${text}\n]]></record>`);
  const opening = '<script type="text/xml"><datastore>\n<nextgroup><![CDATA[]]></nextgroup>\n<recordset>\n';
  return `<div class="jpage">${opening}${blocks.join("\n")}\n</recordset></datastore></script></div>`;
}
