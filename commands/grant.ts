import { say } from "../src/card.ts";
import { grantRole, type Scope } from "../src/oversight/grants.ts";
import { refuse } from "../src/oversight/refusal.ts";
import { mayActEverywhere, ROLES, type Role } from "../src/oversight/rights.ts";
import { callName, needPerson, seekOrganiser, seekRegion } from "../src/oversight/seek.ts";
import { type Command, type Context, split } from "./command.ts";

const EXAMPLE = "/grant @li inspector";
const CHINESE: Record<string, Role | "none"> = {
  联系人: "contact",
  查看: "viewer",
  检查员: "inspector",
  主管: "supervisor",
  管理员: "admin",
  取消: "none",
  无: "none",
};

async function scopeOf(q: Context["q"], words: string, role: Role | "none"): Promise<Scope & { name: string }> {
  if (!words || /^(?:all|全部|全省)$/i.test(words)) {
    if (role === "contact") refuse("refuse.contact-scope", {}, "/grant @li contact 云州市民政局");
    return { scope: "all", name: "" };
  }
  const region = role === "contact" ? undefined : await seekRegion(q, words);
  if (region) return { scope: "region", scopeId: region.id, name: region.name };
  const organiser = await seekOrganiser(q, words);
  if (organiser) return { scope: "organiser", scopeId: organiser.id, name: organiser.name };
  return refuse("refuse.scope", { words }, EXAMPLE);
}

export const grant: Command = {
  meta: {
    name: "grant",
    aliases: ["授权"],
    usage: {
      "zh-CN": "<@人> <contact | viewer | inspector | supervisor | admin | none> [地区 | 主办单位]",
      en: "<@person> <contact | viewer | inspector | supervisor | admin | none> [region | organiser]",
    },
    summary: { "zh-CN": "授予或取消角色", en: "Give or take a role" },
    example: EXAMPLE,
    role: "admin",
  },
  async run({ q, words, rights, mentions, platform, clock, actor }) {
    if (!mayActEverywhere(rights, "admin")) refuse("refuse.role", { role: say("role.admin") });
    const mention = mentions.find(({ text }) => words.trim().startsWith(text))?.text;
    const [who = "", given = "", ...rest] = mention
      ? [mention, ...split(words.trim().slice(mention.length))]
      : split(words);
    if (!who) refuse("refuse.grant-form", {}, EXAMPLE);
    const role = [...ROLES, "none" as const].find((name) => name === given.toLowerCase()) ?? CHINESE[given];
    if (!role)
      return refuse(
        "refuse.role-unknown",
        { given: given || "—", roles: [...ROLES, "none"] },
        `/grant ${who} inspector`,
      );
    const at = clock.now();
    const { name, ...scope } = await scopeOf(q, rest.join(" "), role);
    const person = await needPerson(q, who, mentions, { platform, at });
    await grantRole(q, { personId: person.id, role, scope, actor: actor.identity, at });
    return {
      card: {
        title: say(role === "none" ? "grant.none" : "grant.done", {
          who: await callName(q, person, platform),
          role: say(`role.${role}`),
          scope: name || say("scope.all"),
        }),
        parts: [],
      },
    };
  },
};
