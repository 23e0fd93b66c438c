"use strict";
// Written for browsers from 2018 on, as WeChat's (Chromium 67, Safari 14): BigInt, but none of ?. ?? replaceAll
// Object.fromEntries flatMap replaceChildren. tests/show/test_resident_site.py holds it to that.
// The script reader of a formula: whole numbers of any size, a fraction being [numerator, denominator > 0].
const heatcalc = (() => {
  const gcd = (a, b) => { a = a < 0n ? -a : a; while (b) [a, b] = [b, a % b]; return a; };
  const fraction = (n, d = 1n) => { const g = gcd(n, d) || 1n; return d < 0n ? [-n / g, -d / g] : [n / g, d / g]; };
  const parse = text => { const [n, d] = text.split("/"); return fraction(BigInt(n), BigInt(d || 1)); };
  const add = (a, b) => fraction(a[0] * b[1] + b[0] * a[1], a[1] * b[1]);
  const negative = a => [-a[0], a[1]];
  const times = (a, b) => fraction(a[0] * b[0], a[1] * b[1]);
  const over = (a, b) => fraction(a[0] * b[1], a[1] * b[0]);
  const compare = (a, b) => { const d = a[0] * b[1] - b[0] * a[1]; return d < 0n ? -1 : d > 0n ? 1 : 0; };
  const floor = a => { const q = a[0] / a[1]; return a[0] < 0n && q * a[1] !== a[0] ? q - 1n : q; };
  const ZERO = [0n, 1n], ONE = [1n, 1n];

  const object = pairs => { const made = {}; for (const [name, value] of pairs) made[name] = value; return made; };

  // A decimal number as people type it, perhaps with its unit, exactly, or null: at most twelve digits before the
  // point and four after it besides zeros. `parse_number` in Python reads the same.
  const decimal = (text, units = [], signed = false) => {
    let narrow = text.replace(/[０-９．，－％／：　]/g, c => "0123456789.,-%/: "["０１２３４５６７８９．，－％／：　".indexOf(c)]).trim();
    if (signed && narrow.startsWith("-")) { const size = decimal(narrow.slice(1), units); return size && negative(size); }
    const unit = units.find(each => narrow.toLowerCase().endsWith(each.toLowerCase()));
    if (unit) narrow = narrow.slice(0, -unit.length).trim();
    const plain = /^[1-9]\d{0,2}(,\d{3}){1,3}(\.\d{1,4}0{0,34})?$/.test(narrow) ? narrow.split(",").join("") : narrow;
    if (!/^\d{1,12}(\.\d{1,4}0{0,34})?$/.test(plain)) return null;
    const [whole, part = ""] = plain.split(".");
    return fraction(BigInt(whole + part), 10n ** BigInt(part.length));
  };

  const round = (value, step, mode) => {
    const steps = over(value, step), sign = steps[0] < 0n ? -1n : 1n, size = [steps[0] * sign, steps[1]];
    const whole = floor(size), rest = add(size, [-whole, 1n]), half = compare(rest, [1n, 2n]);
    const up = mode === "half_up" ? half >= 0
      : mode === "half_even" ? half > 0 || (half === 0 && whole % 2n === 1n)
      : mode === "up" ? rest[0] > 0n : false;
    return times([sign * (whole + (up ? 1n : 0n)), 1n], step);
  };
  // Amounts are in minor units of the currency, [code, places].
  const toMinor = (value, [, places]) => {
    const scale = [10n ** BigInt(places), 1n], [n, d] = round(times(value, scale), ONE, "half_up");
    return n / d;
  };

  class Refused extends Error {
    constructor(code, missing = []) { super(code); this.code = code; this.missing = missing; }
  }

  class Reader {
    constructor(formula, home) { this.lines = formula.lines; this.currency = formula.currency; this.home = home; this.known = new Map(); this.used = new Set(); }

    value(node) {
      const [kind, a, b, c] = node;
      switch (kind) {
        case "number": if (node[3]) this.used.add(node[3]); return parse(a);
        case "measure": {
          if (a in this.home.measures) return this.home.measures[a];
          if (node[4]) this.used.add(node[4]);
          if (b === null) throw new Refused("missing_measure", [a]);
          return parse(b);
        }
        case "sum": return a.reduce((sum, each) => add(sum, this.value(each)), ZERO);
        case "product": return a.reduce((product, each) => times(product, this.value(each)), ONE);
        case "quotient": return over(this.value(a), this.value(b));
        case "least": return a.map(each => this.value(each)).reduce((x, y) => compare(y, x) < 0 ? y : x);
        case "excess": { const more = add(this.value(a), negative(this.value(b))); return more[0] > 0n ? more : ZERO; }
        case "steps": { const steps = over(this.value(a), parse(b)); return [c ? -floor(negative(steps)) : floor(steps), 1n]; }
        case "tiers": return this.parts(node).reduce((sum, [rate, part]) => add(sum, times(parse(rate[1]), part)), ZERO);
        case "choice": return this.value(this.chosen(node));
        case "refuse": throw new Refused(a, b);
        case "amount": return a.reduce((sum, at) => add(sum, this.line(at)), ZERO);
        case "rounded": return round(this.value(a), parse(b), c);
        case "line": return this.line(a);
      }
      throw new Error(kind);
    }

    chosen([, branches, otherwise]) {
      for (const [condition, node] of branches) if (this.holds(condition)) return node;
      return otherwise;
    }

    line(at) {
      if (!this.known.has(at)) {
        const line = this.lines[at];
        const value = this.applies(line) ? this.value(line.node) : ZERO;
        if (value[0] && line.source) this.used.add(line.source);
        this.known.set(at, value);
      }
      return this.known.get(at);
    }

    applies(line) { return line.applies === null || this.holds(line.applies); }

    holds(condition) {
      const [kind, a, b, c] = condition;
      switch (kind) {
        case "stated": return a in this.home.measures;
        case "is": {
          const stated = this.home.attributes[a];
          if (stated === undefined && !c) throw new Refused("missing_attribute", [a]);
          return stated === b;
        }
        case "above": { const order = compare(this.value(a), this.value(b)); return order > 0 || (c && order === 0); }
        case "not": return !this.holds(a);
        case "all": return a.every(each => this.holds(each));
        case "either": return a.some(each => this.holds(each));
      }
      throw new Error(kind);
    }

    parts([, node, tiers, whole]) {
      const quantity = this.value(node), parts = [];
      let below = ZERO;
      for (const [upTo, rate] of tiers) {
        const end = upTo === null ? null : parse(upTo);
        const inside = end === null || compare(quantity, end) <= 0;
        if (inside && whole) return [[rate, quantity]];
        parts.push([rate, add(inside ? quantity : end, negative(below))]);
        if (inside) return parts;
        below = end;
      }
      throw new Refused("beyond_tiers");
    }
  }

  // The bill of a home: {total, due, payers, lines, rounding, sources}, each amount in minor units; or {refused, missing}.
  const bill = (formula, home) => {
    const reader = new Reader(formula, home);
    const [step, mode] = [parse(formula.round[0]), formula.round[1]];
    const minor = value => toMinor(value, formula.currency);
    const rounded = value => minor(round(value, step, mode));
    try {
      for (const [condition, refuse] of formula.refusals) if (reader.holds(condition)) reader.value(refuse);
      let total = ZERO, due = ZERO;
      const payers = {}, lines = [];
      for (const at of formula.shown) {
        const line = formula.lines[at], value = reader.line(at);
        if (line.part === "total") total = add(total, value);
        else if (line.part === "payer") payers[line.payer] = add(payers[line.payer] || ZERO, negative(value));
        due = add(due, value);
        if (value[0] || (line.always && reader.applies(line))) lines.push({line, amount: minor(value)});
      }
      const others = object(Object.entries(payers).map(([payer, value]) => [payer, rounded(value)]));
      const toPay = rounded(due);
      const shown = lines.reduce((sum, each) => sum + each.amount, 0n);
      return {total: rounded(total), due: toPay, payers: others, lines, rounding: toPay - shown, sources: [...reader.used], reader};
    } catch (error) {
      if (error instanceof Refused) return {refused: error.code, missing: error.missing};
      throw error;
    }
  };

  // A number as `plain` in Python writes it: all its digits where they end within eight places, else six behind ≈.
  const plain = value => {
    const sign = value[0] < 0n ? "-" : "", n = value[0] < 0n ? -value[0] : value[0];
    for (let places = 0; places <= 8; places++) {
      const scaled = n * 10n ** BigInt(places);
      if (scaled % value[1] === 0n) return sign + placed(scaled / value[1], places);
    }
    const six = (n * 2000000n + value[1]) / (2n * value[1]);
    return "≈" + sign + placed(six, 6).replace(/0+$/, "").replace(/\.$/, "");
  };
  const placed = (digits, places) => {
    const text = digits.toString().padStart(places + 1, "0");
    return places ? `${text.slice(0, -places)}.${text.slice(-places)}` : text;
  };
  const amount = (minor, [, places]) => (minor < 0n ? "-" : "") + placed(minor < 0n ? -minor : minor, places);

  const sum = all => all.reduce(add, ZERO);

  return {bill, decimal, object, parse, sum, plain, amount, Reader, compare, toMinor, times, ONE};
})();
