/**
 * What belongs to private persons: one function hides it before an excerpt is stored or shown. The detectors are
 * stricter than the mask: hiding one number too many harms nobody, accusing a page of one does.
 */
const CARD = /(?<!\d)[3-6]\d{12,18}(?!\d)/g;
const RESIDENT_ID = /(?<!\d)(?:[1-9]\d{5})(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dXx])/g;
const MOBILE = /(?<!\d)1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)/g;
const MAIL = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g;

const keep = (text: string, head: number, tail: number) =>
  text.slice(0, head) + "*".repeat(Math.max(3, text.length - head - tail)) + text.slice(text.length - tail);

/** Luhn's sum tells bank cards from other long numbers, such as the record numbers at a page's foot. */
function luhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]) * (i % 2 === 1 ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return sum % 10 === 0;
}
const isCard = (digits: string) => digits.length >= 16 && luhn(digits);

/** Numbers keep their length, so that places in the text stay where they are. */
const maskNumbers = (text: string): string =>
  text
    .replace(RESIDENT_ID, (id) => keep(id, 3, 2))
    .replace(MOBILE, (mobile) => keep(mobile, 3, 2))
    .replace(CARD, (card) => (isCard(card) ? keep(card, 4, 2) : card));

export const mask = (text: string): string =>
  maskNumbers(text).replace(MAIL, (mail) => keep(mail, 1, mail.length - mail.indexOf("@")));

/** A personal number with its place in the text; `number` in its plain form, a check character as X. */
export type PersonalNumber = { start: number; end: number; number: string };

/** Full-width digits count like others; offsets stay as they are. */
const narrow = (text: string) =>
  /[０-９Ｘｘ]/.test(text)
    ? text.replace(/[０-９Ｘｘ]/g, (one) => String.fromCharCode(one.charCodeAt(0) - 0xfee0))
    : text;

/** Provinces as the first two digits of a division code. */
const PROVINCE = /^(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])/;
const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
function isBirthday(year: number, month: number, day: number): boolean {
  if (year < 1900 || year > 2099 || month < 1 || month > 12 || day < 1 || day > (DAYS[month - 1] ?? 0)) return false;
  return month !== 2 || day < 29 || (year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0));
}
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/** The check character of GB 11643 for the first seventeen digits. */
export const idCheck = (digits: string): string =>
  "10X98765432"[WEIGHTS.reduce((sum, weight, i) => sum + weight * Number(digits[i]), 0) % 11] ?? "";

/** Long numbers that go by such a name are no person's. */
const OTHER_NUMBER =
  /(?:信用代码|组织机构代码|机构代码|登记证号|订单号?|流水号?|文号|案号|单号|批次号?|条码|货号|学号|准考证号?|许可证(?:编)?号|项目代码|项目编号|(?<!证件?)编号|No\.?)[\s:：为是()（）]*$/i;
const SAYS_ID = /身份证|身份号码|公民身份|居民身份/;
const BEFORE = 24;

/**
 * Resident IDs: eighteen characters with a right check character, a province and a possible birthday; the old form of
 * fifteen digits has no check, so it counts only where the text just before speaks of identity cards.
 */
export function residentIds(text: string): PersonalNumber[] {
  const plain = narrow(text);
  const found: PersonalNumber[] = [];
  for (const { 0: hit, index: start } of plain.matchAll(
    /(?<![\dA-Za-z]|\d[-.])(?:\d{17}[\dXx]|\d{15})(?![\dA-Za-z]|[-.]\d)/g,
  )) {
    const number = hit.toUpperCase();
    const before = plain.slice(Math.max(0, start - BEFORE), start);
    if (!PROVINCE.test(number) || OTHER_NUMBER.test(before)) continue;
    const long = number.length === 18;
    const date = long ? number.slice(6, 14) : `19${number.slice(6, 12)}`;
    if (!isBirthday(Number(date.slice(0, 4)), Number(date.slice(4, 6)), Number(date.slice(6)))) continue;
    if (long ? idCheck(number) === number[17] : SAYS_ID.test(before))
      found.push({ start, end: start + hit.length, number });
  }
  return found;
}

export const mobiles = (text: string): PersonalNumber[] =>
  [...narrow(text).matchAll(/(?<![\dA-Za-z]|\d[-.])1[3-9]\d{9}(?![\dA-Za-z]|[-.]\d)/g)].map(
    ({ 0: number, index: start }) => ({ start, end: start + number.length, number }),
  );

/** Fewer cards than this in one text are no list. */
const CARD_LIST = 3;
const SAYS_CARD = /卡号|银行卡|社保卡|储蓄卡|借记卡|信用卡|一卡通|惠民卡|惠农卡/;
const SAYS_ACCOUNT = /[账帐]号|[账帐]户/;
/** The account of a body is there to be paid into. */
const PUBLIC_ACCOUNT =
  /对公|保证金|捐赠|捐款|缴款|缴费|国库|开户名称|户名[^\n]{0,24}(?:公司|局|委|厅|中心|政府|财政|协会|基金|学校|医院|法院|银行)/;

/** Resident IDs of Gansu begin with 62 too. */
const likeId = (digits: string) =>
  digits.length === 18 &&
  isBirthday(Number(digits.slice(6, 10)), Number(digits.slice(10, 12)), Number(digits.slice(12, 14)));

/**
 * Bank cards: sixteen to nineteen digits with Luhn's sum. The UnionPay prefix 62 where the text speaks of cards or
 * accounts, or where several stand in one list; other prefixes only where it speaks of cards.
 */
export function bankCards(text: string): PersonalNumber[] {
  const plain = narrow(text);
  const all = [...plain.matchAll(/(?<![\dA-Za-z]|\d[-.])(?:62\d{14,17}|[45]\d{15})(?![\dA-Za-z]|[-.]\d)/g)].filter(
    ({ 0: digits }) => luhn(digits) && !likeId(digits),
  );
  const union = new Set(all.map(({ 0: digits }) => digits).filter((digits) => digits.startsWith("62")));
  return all.flatMap(({ 0: number, index: start }) => {
    const before = plain.slice(Math.max(0, start - BEFORE), start);
    const around = plain.slice(Math.max(0, start - 3 * BEFORE), start + number.length + 3 * BEFORE);
    if (OTHER_NUMBER.test(before) || PUBLIC_ACCOUNT.test(around)) return [];
    const named = SAYS_CARD.test(before);
    const meant = number.startsWith("62") ? named || SAYS_ACCOUNT.test(before) || union.size >= CARD_LIST : named;
    return meant ? [{ start, end: start + number.length, number }] : [];
  });
}

/** The text with these numbers hidden beside those that the mask hides, of the same length. */
export function hide(text: string, numbers: readonly PersonalNumber[]): string {
  const parts: string[] = [];
  let from = 0;
  for (const { start, end } of numbers.toSorted((a, b) => a.start - b.start)) {
    parts.push(text.slice(from, start), keep(text.slice(start, end), 3, 2));
    from = end;
  }
  return maskNumbers(parts.join("") + text.slice(from));
}
