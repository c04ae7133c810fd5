/** The demo's mornings: scripts of everything that an office does with a finding, run as the README says. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { office } from "./helpers/bot.ts";

/** Two minutes of a reader who skims: Chinese is denser. */
const MORNINGS = [
  {
    locale: "zh-CN",
    most: 5_000,
    refused: /可以照抄这一句/g,
    course: [
      /日报：/,
      /临江省地质勘查局：发现 4 个问题/,
      /已确认 #\d+/,
      /整改单 1 已交办 @刘敏/,
      /整改单 1 已签收/,
      /整改单 1 已报告完成，正在复查/,
      /整改单 1 经复查问题仍在.*退回整改/,
      /网站管理员已将页面改好/,
      /4 个问题已消除/,
      /整改单 1 经复查问题均已消除，待签核/,
      /整改单 1 已签核办结[\s\S]*?陈立 签核办结/,
      /已排除 #\d+，同一处同样的问题到 .* 为止不再提醒/,
      /整改单 2 已交办 @刘敏/,
      /整改单 2 已提出延期申请/,
      /整改单 2 已同意延期/,
      /整改单 2 已提出申诉，停止计时/,
      /整改单 2 申诉不成立，恢复计时/,
      /问责 1（约谈）已记录/,
      /问责 1（约谈）已回访/,
      /留言 \d+ 已登记/,
      /留言 \d+ 已转办 临江省财政厅/,
      /申请 1[\s\S]*已批准，关停公告应挂至/,
      /统计：.*（按地区）/,
      /没有“chek”这个命令[\s\S]*\/check 临江省财政厅/,
    ],
  },
  {
    locale: "en",
    most: 7_000,
    refused: /A line that works/g,
    course: [
      /Digest of/,
      /临江省地质勘查局: 4 findings/,
      /Confirmed #\d+/,
      /Order 1: assigned to @刘敏/,
      /Order 1: received/,
      /Order 1: said to be done, being re-checked/,
      /the re-check of order 1 still sees .*; returned/,
      /the webmaster has put the pages right/,
      /4 findings cleared/,
      /everything of order 1 is gone; a signature is wanted/,
      /Order 1 signed and done[\s\S]*?signed by 陈立/,
      /Dismissed #\d+; .* stays quiet until/,
      /Order 2: assigned to @刘敏/,
      /Order 2: more time asked for/,
      /Order 2: more time granted/,
      /Order 2 appealed; the clock stands/,
      /Order 2: appeal rejected; the clock runs on/,
      /Talk 1 on record/,
      /Talk 1 followed up/,
      /Message \d+/,
      /passed on to 临江省财政厅/,
      /Request 1[\s\S]*approved, the notice of closing hangs until/,
      /Figures: .*by region/,
      /There is no command “chek”[\s\S]*\/check 临江省财政厅/,
    ],
  },
] as const;

test.each(MORNINGS)("$locale: it runs through in one go, and is read in under two minutes", async (morning) => {
  const { locale, most, refused, course } = morning;
  await using place = await office({ env: { LOCALE: locale } });
  const { code, out, err } = await place.run(["demo", "--brief"], {
    input: readFileSync(`src/demo/morning.${locale}.txt`, "utf8"),
    env: { HOSTS_FILE: "", ALLOW_NETWORKS: "" },
  });
  expect([code, err]).toEqual([0, ""]);
  expect(out.length).toBeLessThan(most);
  let rest = out;
  for (const step of course) {
    const found = step.exec(rest);
    expect(found, `${step} in\n${rest}`).not.toBeNull();
    rest = rest.slice((found?.index ?? 0) + 1);
  }
  // The one wrong command is the only one that is refused
  expect(out.match(refused)).toHaveLength(1);
});
