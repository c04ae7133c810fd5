/** Forms of `/order`: each asks for what its verb needs beside the order's number. */
import type { Form, FormField, LocaleText } from "./command.ts";

const order: FormField = {
  name: "order",
  label: { "zh-CN": "整改单号", en: "Order" },
  kind: "text",
  hint: { "zh-CN": "3", en: "3" },
};
const words = (name: string, label: LocaleText, hint: LocaleText): FormField => ({ name, label, kind: "text", hint });
const simple = (id: string, verb: string, title: LocaleText, field: FormField): Form => ({
  id,
  title,
  fields: [order, field],
  line: (answers) => `/order ${answers.order ?? ""} ${verb} ${answers[field.name] ?? ""}`,
});

export const orderForms: readonly Form[] = [
  simple(
    "claim",
    "claim",
    { "zh-CN": "整改完成", en: "Put right" },
    words(
      "note",
      { "zh-CN": "整改情况", en: "What was done" },
      { "zh-CN": "已补挂党政机关网站标识", en: "the mark is up again" },
    ),
  ),
  simple(
    "return",
    "return",
    { "zh-CN": "退回整改", en: "Return" },
    words("reason", { "zh-CN": "退回理由", en: "Reason" }, { "zh-CN": "仍有两处错字", en: "two slips are left" }),
  ),
  simple(
    "sign-although",
    "sign although",
    { "zh-CN": "人工核实签核", en: "Sign by hand" },
    words(
      "reason",
      { "zh-CN": "核实情况", en: "What was seen" },
      { "zh-CN": "现场核实，页面已撤除", en: "looked at by hand: the page is gone" },
    ),
  ),
  simple(
    "refuse-extension",
    "refuse",
    { "zh-CN": "不同意延期", en: "Refuse the extension" },
    words("reason", { "zh-CN": "理由", en: "Reason" }, { "zh-CN": "无正当理由", en: "no good cause" }),
  ),
  simple(
    "appeal",
    "appeal",
    { "zh-CN": "申诉", en: "Appeal" },
    words(
      "reason",
      { "zh-CN": "申诉理由", en: "Reason" },
      { "zh-CN": "#12 系引用历史文件原文", en: "#12 quotes an old document" },
    ),
  ),
  simple(
    "uphold",
    "uphold",
    { "zh-CN": "申诉成立", en: "Uphold the appeal" },
    words("reason", { "zh-CN": "理由", en: "Reason" }, { "zh-CN": "经核实情况属实", en: "found to be so" }),
  ),
  simple(
    "reject",
    "reject",
    { "zh-CN": "申诉不成立", en: "Reject the appeal" },
    words("reason", { "zh-CN": "理由", en: "Reason" }, { "zh-CN": "该页面仍可访问", en: "the page is still there" }),
  ),
  {
    id: "extend",
    title: { "zh-CN": "申请延期", en: "Ask for time" },
    fields: [
      order,
      {
        name: "until",
        label: { "zh-CN": "延至", en: "Until" },
        kind: "date",
        hint: { "zh-CN": "12月31日", en: "31 Dec" },
      },
      words("reason", { "zh-CN": "理由", en: "Reason" }, { "zh-CN": "系统迁移中", en: "the system is being moved" }),
    ],
    line: ({ order: id = "", until = "", reason = "" }) => `/order ${id} extend ${until} because ${reason}`,
  },
];
