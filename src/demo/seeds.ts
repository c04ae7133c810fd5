import type { Story } from "./types.ts";

/** Stories that carry wrong words on purpose, and a few that only look suspicious. */
export const caseTypos: Story = {
  title: "澜溪县发布一批优化营商环境做法",
  body: [
    "近日，澜溪县从各乡镇报送的材料中选出十个典型案列，汇编成册供全县学习借鉴。",
    "各单位认真贯澈落实服务企业的各项措施，对首次创办企业的返乡人员给予房租忧惠。",
  ],
};

export const grantTypos: Story = {
  title: "临江省财政厅下达冬季救助资金",
  body: [
    "临江省财政厅近日将冬季救助资金三千二百万元拔给各市县，要求尽快发放到困难群众手中。",
    "本次拔款实行台账管理，财政部门将跟踪资金使用效意，年底开展绩效评价。",
  ],
};

export const heightTypos: Story = {
  title: "临江省林业和草原局完成高山林区巡护",
  body: [
    "巡护队员在海拨两千六百米的林区连续工作六天，翻越多处徒坡，检查防火隔离带四十余公里。",
    "队员还在瞭望塔演练了发现火陷后的报告和处置流程。",
  ],
};

export const formerMention: Story = {
  title: "农业机械购置补贴档案移交工作完成",
  body: [
    "原临江省农业厅保管的二十年补贴档案，近日全部移交省档案馆，共计一千八百余卷。",
    "移交后，群众查询历史补贴记录可以到档案馆窗口办理。",
  ],
};

export const futureDeadline: Story = {
  title: "关于征集体育设施建设建议的公告（截止12月31日）",
  body: ["现面向社会征集体育设施建设的意见和建议。", "来信请注明姓名和联系方式。"],
};

export const oldWording: Story = {
  title: "青石市开展冬季呼吸道疾病预防宣传",
  body: [
    "近日，市计划生育委员会组织医务人员走进社区，讲解冬季呼吸道疾病的预防办法，现场为居民测量血压。",
    "活动共发放宣传册六百余份，接受咨询一百二十人次。",
  ],
};

export const nearName: Story = {
  title: "霁川市检查水库安全度汛准备",
  body: [
    "检查组由霁川市生态坏境局和水利部门组成，先后查看了三座水库的溢洪道和观测设施，要求边查边改。",
    "各水库管理单位已储备编织袋、块石等物资，落实了值守人员。",
  ],
};
