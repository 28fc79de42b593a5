// The form at the till: every field has a test and a sentence for who fails it.

import { ComponentError } from "witloom";

const POSTCODES = {
  AT: [/^\d{4}$/, "four digits"],
  DE: [/^\d{5}$/, "five digits"],
  FR: [/^\d{5}$/, "five digits"],
  NL: [/^\d{4} ?[A-Z]{2}$/i, "four digits and two letters"],
};

/** Luhn's checksum, which catches most mistypings. */
function isCard(digits) {
  if (!/^\d{12,19}$/.test(digits)) return false;
  const sum = [...digits].reverse().reduce((total, digit, place) => {
    const value = Number(digit) * (place % 2 === 0 ? 1 : 2);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

/** "03/29", "3/2029" or "03 / 29". */
function expiry(text) {
  const [, month, year] = /^(\d{1,2})\s*\/\s*(\d{2}|\d{4})$/.exec(text) ?? [];
  if (month === undefined || month < 1 || month > 12) return undefined;
  return { year: Number(year) + (year.length === 2 ? 2000 : 0), month: Number(month) };
}

const isOver = (card, today) => card.year < today.year || (card.year === today.year && card.month < today.month);

/** What is wrong with each field, in the order of the form. */
function problems(fields, today) {
  const found = [];
  const want = (field, holds, text) => {
    if (!holds) found.push({ field, text });
  };
  const filled = (field, text, most = 100) => {
    want(field, fields[field] !== "", text);
    want(field, fields[field].length <= most, `That is longer than ${most} characters.`);
  };
  filled("name", "Who shall we send it to?");
  want("email", /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(fields.email), "We need an address such as you@example.com.");
  want("email", fields.email.length <= 200, "That is longer than 200 characters.");
  filled("street", "Street and number, please.");
  const [postcode, form] = POSTCODES[fields.country] ?? [];
  want("country", postcode !== undefined, "We don’t send parcels there yet.");
  if (postcode !== undefined) want("postcode", postcode.test(fields.postcode), `A postcode there has ${form}.`);
  filled("city", "Which town is it?");
  want("card-number", isCard(fields.cardNumber), "That is not a card’s number. Please look for a wrong digit.");
  const until = expiry(fields.cardExpiry);
  want("card-expiry", until !== undefined, "Month and year, such as 03/29.");
  want("card-expiry", until === undefined || !isOver(until, today), "This card is no longer valid.");
  want("card-code", /^\d{3,4}$/.test(fields.cardCode), "The three or four digits on the back of the card.");
  want("agreed", fields.agreed, "Please tick this box to go on.");
  return found;
}

/** Texts without spaces around them, the card's number without any. */
function trimmed(form) {
  const entries = Object.entries(form).map(([key, value]) => [key, typeof value === "string" ? value.trim() : value]);
  const fields = Object.fromEntries(entries);
  return { ...fields, cardNumber: fields.cardNumber.replace(/[\s-]/g, "") };
}

export const checkout = {
  check(form, today) {
    const fields = trimmed(form);
    const found = problems(fields, today);
    if (found.length > 0) throw new ComponentError(found);
    const { name, email, street, postcode, city, country, cardNumber, cardExpiry, cardCode } = fields;
    return {
      buyer: { name, email, street, postcode: postcode.toUpperCase(), city, country },
      card: { number: cardNumber, expiry: expiry(cardExpiry), code: cardCode },
    };
  },
};
