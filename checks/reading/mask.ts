/** The one function that hides what belongs to private persons, before an excerpt is stored or shown. */
const CARD = /(?<!\d)[3-6]\d{12,18}(?!\d)/g;
const RESIDENT_ID = /(?<!\d)(?:[1-9]\d{5})(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dXx])/g;
const MOBILE = /(?<!\d)1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)/g;
const MAIL = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g;

const keep = (text: string, head: number, tail: number) =>
  text.slice(0, head) + "*".repeat(Math.max(3, text.length - head - tail)) + text.slice(text.length - tail);

/** Luhn's sum tells bank cards from other long numbers, such as the record numbers at a page's foot. */
function isCard(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]) * (i % 2 === 1 ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return sum % 10 === 0 && digits.length >= 16;
}

export const mask = (text: string): string =>
  text
    .replace(RESIDENT_ID, (id) => keep(id, 3, 2))
    .replace(MOBILE, (mobile) => keep(mobile, 3, 2))
    .replace(CARD, (card) => (isCard(card) ? keep(card, 4, 2) : card))
    .replace(MAIL, (mail) => keep(mail, 1, mail.length - mail.indexOf("@")));
