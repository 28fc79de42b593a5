// How figures look, wherever they are shown.

/** Cents as euros: 1234567n → "12,345.67 €". */
export function euros(cents) {
  const rounded = typeof cents === "bigint" ? cents : BigInt(Math.round(cents));
  const digits = rounded.toString().padStart(3, "0");
  return `${grouped(digits.slice(0, -2))}.${digits.slice(-2)} €`;
}

/** A whole number with its thousands set apart. */
export function grouped(number) {
  return number.toString().replace(/\B(?=(\d{3})+$)/g, ",");
}

/** The share of a part in a whole: "12.3 %". */
export function percent(part, whole) {
  return `${((Number(part) / Number(whole)) * 100).toFixed(1)} %`;
}
