// The steps reader: the expression that a person reads, with its numbers and units.
heatcalc.steps = (reader, words) => {
  const {parse, plain, amount, compare, toMinor, times, ONE} = heatcalc, currency = reader.currency;
  const OF_ONE = ["season", "household"];
  const unitOf = name => words.units[name];
  const number = (value, unit) => {
    if (Array.isArray(unit)) return words.behind(plain(value), currency) + "/" + unit.map(name => unitOf(name).unit).join("·");
    if (unit === "share") return plain(times(value, [100n, 1n])) + "%";
    if (unit === "paid_on") return words.day(value);
    if (unit === "money") {
      const minor = toMinor(value, currency), whole = compare([minor, 10n ** BigInt(currency[1])], value) === 0;
      return words.behind(whole ? amount(minor, currency) : plain(value), currency);
    }
    const known = unitOf(unit), name = words.counted[unit] || (known && known.unit);
    if (!known) return plain(value);
    if (words.lang === "zh" || known.kind === "area") return plain(value) + name;
    const many = ["time", "count"].includes(known.kind) && compare(value, ONE) !== 0;
    return `${plain(value)} ${name}${many ? "s" : ""}`;
  };
  const least = node => node[1].reduce((x, y) => compare(reader.value(y), reader.value(x)) < 0 ? y : x);
  const text = node => {
    const [kind, a, b, c] = node;
    switch (kind) {
      case "number": return number(parse(a), b);
      case "measure": {
        const shown = number(reader.value(node), c || a), basis = words.basis[a] || "";
        return words.lang === "zh" ? basis + shown : shown + basis;
      }
      case "sum": {
        const terms = a.filter(each => reader.value(each)[0]);
        return (terms.length ? terms : a.slice(0, 1)).map(text).join(" + ").split(" + -").join(" - ");
      }
      case "product": return product(a);
      case "quotient": return `${factor(a)} ÷ ${divisor(b)}`;
      case "least": return text(least(node));
      case "excess": return c ? number(reader.value(node), c) : `${text(a)} - ${factor(b)}`;
      case "steps": return number(reader.value(node), node[4]);
      case "tiers": {
        const unit = b[0][1][2], first = Array.isArray(unit) ? unit[0] : unit;
        return reader.parts(node).map(([rate, part]) => `${number(part, first)} × ${text(rate)}`).join(" + ");
      }
      case "choice": return text(reader.chosen(node));
      case "rounded": return text(a);
      default: return number(reader.value(node), "money");
    }
  };
  const product = factors => {
    const minus = factors[0][0] === "number" && factors[0][1] === "-1";
    const shown = (minus ? factors.slice(1) : factors).filter(each =>
      !(each[0] === "measure" && OF_ONE.includes(each[1]) && compare(reader.value(each), ONE) === 0));
    return (minus ? "-" : "") + shown.map(factor).join(" × ");
  };
  const chosen = node => {
    while (node[0] === "choice" || node[0] === "least") node = node[0] === "choice" ? reader.chosen(node) : least(node);
    return node;
  };
  const divisor = node => {
    const written = factor(node);
    return chosen(node)[0] === "product" && written.includes(" × ") ? `(${written})` : written;
  };
  const factor = given => {
    const node = chosen(given);
    const several = (node[0] === "tiers" && reader.parts(node).length > 1) || ["sum", "quotient"].includes(node[0]);
    return several || (node[0] === "excess" && !node[3]) ? `(${text(node)})` : text(node);
  };
  return text;
};
