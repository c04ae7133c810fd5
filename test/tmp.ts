import { calendarEnds, addWorkingDays } from "../src/oversight/working-days.ts";
import { readDeadline } from "../src/oversight/deadline.ts";
console.log(calendarEnds());
const today = Temporal.PlainDate.from("2026-11-24");
for (const t of ["by Friday","Friday please","12月31日前 尽快","3个工作日内","2026-12-31","tomorrow","明天","下周三","next Monday","in 5 working days","Dec 31","31 Dec 2026","月底前","二十天","周二","two days from now","#12 foo","asap"]) { const d=readDeadline(t,today); console.log(t,"→",d?.day.toString(),d?.length); }
console.log(addWorkingDays(Temporal.PlainDate.from("2026-09-30"),1).toString(), addWorkingDays(Temporal.PlainDate.from("2026-02-13"),3).toString());
