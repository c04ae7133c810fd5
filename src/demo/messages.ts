/** The demo office's netizens' messages, in every state there is; sites and clocks are real, netizens are not. */
import type { Queries } from "../../db/open.ts";
import { allSites } from "../../db/sites.ts";
import type { Clock } from "../oversight/clock.ts";
import type { FileRow } from "../oversight/messages-file.ts";
import { applyMessages, planMessages } from "../oversight/messages-import.ts";

type Story = {
  /** Days ago: received, passed on, answered, closed. */
  ago: [received: number, passed?: number, replied?: number, closed?: number];
  state: NonNullable<FileRow["state"]>;
  kind: string;
  text: string;
  reply?: string;
};
const STORIES: readonly Story[] = [
  { ago: [0], state: "waiting", kind: "链接错误", text: "首页“办事指南”栏目里的几条链接打不开，点了没有反应。" },
  { ago: [1], state: "waiting", kind: "内容更新", text: "“通知公告”栏目好久没有更新了，请问是不是换了地方？" },
  { ago: [9], state: "waiting", kind: "错别字", text: "昨天发布的新闻里把“部署”写成了“布署”。" },
  { ago: [1, 0], state: "working", kind: "附件下载", text: "政策文件的附件下载后打不开，提示文件损坏。" },
  { ago: [2, 1], state: "working", kind: "内容错误", text: "联系我们页面上的办公地址还是搬迁以前的旧地址。" },
  {
    ago: [12, 11],
    state: "working",
    kind: "互动交流",
    text: "在局长信箱里留了言，半个月没有人回复。我的电话是13812345678。",
  },
  { ago: [10, 9], state: "working-again", kind: "链接错误", text: "网上办事大厅的登录入口一直跳转到空白页面。" },
  {
    ...{ ago: [3, 2, 1], state: "reviewing", kind: "错别字", text: "会议报道中“案例”错写为“案列”。" },
    reply: "经核实，该文确有错字，已更正。感谢您的监督。",
  },
  {
    ...{ ago: [11, 10, 2], state: "reviewing", kind: "内容更新", text: "领导信息页面还是上一任的介绍。" },
    reply: "机构调整后页面未及时更新，现已按最新任职情况更新。",
  },
  {
    ...{ ago: [20, 20, 19, 18], state: "closed", kind: "链接错误", text: "页脚的党政机关标识点不开。" },
    reply: "标识链接已修复，可以正常访问。",
  },
  {
    ...{ ago: [30, 29, 20, 19], state: "closed", kind: "服务实用", text: "办事指南没有写明需要几份材料。" },
    reply: "已补充材料清单和份数，给您带来不便，敬请谅解。",
  },
  {
    ...{ ago: [8, undefined, undefined, 7], state: "declined", kind: "其他", text: "小区停车费太贵，希望有人管一管。" },
    reply: "反映的不是政府网站的问题，已告知拨打12345热线。",
  },
];

/** Said to be from the platform's file, so that they pass through the same import as an office's own. */
export async function seedMessages(q: Queries, clock: Clock): Promise<void> {
  const sites = (await allSites(q)).filter(({ status, organiserId }) => status === "running" && organiserId !== null);
  const rows = STORIES.flatMap(({ ago, state, kind, text, reply = "" }, i): FileRow[] => {
    const site = sites[(i * 5) % sites.length];
    if (!site) return [];
    const dayOf = (days: number) => clock.today().subtract({ days });
    const moment = (days: number | undefined) =>
      days === undefined ? undefined : { day: dayOf(days), time: undefined };
    const [received, passed, replied, closed] = ago;
    const number = `${dayOf(received).toString().replaceAll("-", "")}${(0xb7e1ea81 + i).toString(16)}`;
    const none = { received: "", passed: "", replied: "", closed: "", handler: "", url: "", state: "" };
    return [
      {
        line: i + 1,
        values: { ...none, number, site: site.name, code: site.code ?? "", kind, text, reply },
        moments: {
          received: moment(received),
          passed: moment(passed),
          replied: moment(replied),
          closed: moment(closed),
        },
        state,
      },
    ];
  });
  const plan = await planMessages(q, { rows, broken: [], unknownColumns: [] }, clock);
  await applyMessages(q, plan, { actor: "demo", at: clock.now(), today: clock.today() });
}
