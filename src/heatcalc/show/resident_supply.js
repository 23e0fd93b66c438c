// The dates between which a home was supplied: what `billing/events.py` and the rules about the season make of them.
heatcalc.supplied = (supply, stated) => {
  const {from, to} = stated.supply || {}, {measures, attributes} = stated;
  if (from === undefined && to === undefined) return stated;
  const refused = (code, missing) => ({refused: code, missing}), contradiction = refused("contradiction", ["supply_from", "supply_to"]);
  if (!supply) return refused("no_rule", []);
  if (attributes.stopped) return refused("contradiction", ["stopped", "supply_from"]);
  const [start, end, least, most] = [supply.start, supply.end, supply.least, supply.most].map(BigInt);
  const first = from === undefined ? start : from, last = to === undefined ? end : to;
  if ([first, last].some(day => day < least || day > most)) return refused("other_winter", []);
  if (last < first || last < start || first > end) return contradiction;
  const days = [last - first + 1n, 1n], hours = measures.outage_hours, names = Object.keys(measures);
  const cold = names.filter(name => name.startsWith("days_")).map(name => measures[name]);
  const spent = heatcalc.sum([...cold, ...(hours ? [[hours[0], hours[1] * 24n]] : [])]);
  if (heatcalc.compare(spent, days) > 0) return refused("contradiction", [...(cold.length ? ["cold"] : []), ...(hours ? ["outage_hours"] : []), "supply_from"]);
  const rules = supply.rules.filter(({when}) => Object.entries(when).every(([name, value]) => !(name in attributes) || attributes[name] === value));
  const ownLength = "month" in measures || "day" in measures, needed = [];
  if ((first > start || last < end) && !ownLength) needed.push("supply");
  if (first < start && (supply.started === null || first < BigInt(supply.started))) needed.push("early");
  if (last > end) needed.push("extension");
  if (needed.some(event => !rules.some(rule => rule.event === event))) return refused("no_rule", []);
  const made = {...measures}, atMost = (days, most) => [most !== null && days > BigInt(most) ? BigInt(most) : days, 1n];
  const inside = [first > start ? first : start, last < end ? last : end];
  for (const {kind} of rules) {
    if (kind === "part_season" && (inside[0] !== start || inside[1] !== end)) {
      made.supplied_days = atMost(inside[1] - inside[0] + 1n, supply.days);
      made.supplied_months = atMost(heatcalc.begunMonths(...inside), supply.months);
    }
    if (kind === "early_start" && first < start) made.early_days = [start - first, 1n];
    if (kind === "extension" && last > end) made.extension_days = [last - end, 1n];
  }
  const isPart = ([name, length]) => name in measures && (length === null || heatcalc.compare(measures[name], heatcalc.parse(length)) !== 0);
  if ("supplied_days" in made && [["month", supply.months], ["day", supply.days]].some(isPart)) return contradiction;
  return {...stated, measures: made};
};

// Months, counted from the first day, that have begun by the last: 15 November to 14 December is one.
heatcalc.begunMonths = (first, last) => {
  const [one, other] = [first, last].map(heatcalc.dateOf);
  const months = (other.getUTCFullYear() - one.getUTCFullYear()) * 12 + other.getUTCMonth() - one.getUTCMonth();
  return BigInt(months + (other.getUTCDate() >= one.getUTCDate() ? 1 : 0));
};

// What a rule says of a home that was not supplied all season, and yet owes all of it.
heatcalc.supplyNotes = (supply, {measures, attributes}) => {
  if (!supply || !measures.supplied_days) return [];
  const rules = supply.rules.filter(({when}) => Object.entries(when).every(([name, value]) => attributes[name] === value));
  return rules.reduce((all, {notes}) => all.concat(notes), []).map(note => note.replace("{days}", String(measures.supplied_days[0])));
};
