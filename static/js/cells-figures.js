// Printed figures, exactly: what the status line says of the selected cells. No floats.
const BLANK = new Set(["", "-", "--", "—", "——", "/", "无"]);

// "1,234.50" -> { units: 123450n, places: 2 }; null for what is blank or no figure.
export const figure = (text) => {
  const folded = text.normalize("NFKC").replace(/[\s,]/g, "").replace(/^[¥￥]/, "").replace(/^[−–—](?=\d)/, "-");
  if (BLANK.has(folded)) return null;
  const match = /^(\()?(-?)(\d+)(?:\.(\d+))?(\))?$/.exec(folded);
  if (!match || Boolean(match[1]) !== Boolean(match[5])) return null;
  const fraction = match[4] ?? "";
  const units = BigInt(match[3] + fraction);
  return { units: match[1] || match[2] ? -units : units, places: fraction.length };
};

export const printed = (units, places) => {
  const digits = (units < 0n ? -units : units).toString().padStart(places + 1, "0");
  const whole = (places ? digits.slice(0, -places) : digits).replace(/\B(?=(\d{3})+$)/g, ",");
  return `${units < 0n ? "-" : ""}${whole}${places ? `.${digits.slice(-places)}` : ""}`;
};

// Half away from zero, as the tables round.
const divided = (units, count) => {
  const whole = (units < 0n ? -units : units) * 2n + count;
  const result = whole / (2n * count);
  return units < 0n ? -result : result;
};

// { count, sum, mean } of the figures among the texts, at the most places that one of them has.
export const summary = (texts) => {
  const figures = [];
  let places = 0;
  for (const text of texts) {
    const one = figure(text);
    if (!one) continue;
    figures.push(one);
    if (one.places > places) places = one.places;
  }
  if (!figures.length) return { count: 0, sum: "", mean: "" };
  let sum = 0n;
  for (const one of figures) sum += one.units * 10n ** BigInt(places - one.places);
  const mean = divided(sum, BigInt(figures.length));
  return { count: figures.length, sum: printed(sum, places), mean: printed(mean, places) };
};
