// The page: a form that asks for what the chosen tariff reads of a home, and the bill with its formula and sources.
heatcalc.page = (() => {
  const data = JSON.parse(document.getElementById("data").textContent), {text: words} = data, say = words.say;
  const EPOCH = 719163n; // 1970-01-01 as the number of its day, 1 January of the year 1 being 1
  const dayText = value => new Date(Number(value[0] - EPOCH) * 86400000).toISOString().slice(0, 10);
  words.day = dayText;
  const dayNumber = text => [BigInt(Date.parse(text + "T00:00:00Z") / 86400000) + EPOCH, 1n];
  const fill = (template, values) => template.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const make = (tag, attributes = {}, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) value === true ? made.setAttribute(name, "") : made.setAttribute(name, value);
    made.append(...children);
    return made;
  };
  const form = document.getElementById("home"), answer = document.getElementById("answer"), compared = document.getElementById("compared");
  const kept = {};

  const select = (name, label, options, chosen) => {
    const made = make("select", {name, id: name});
    for (const [value, shown] of options) made.append(make("option", value === chosen ? {value, selected: true} : {value}, shown));
    return make("label", {for: name}, label, made);
  };
  const field = (name, label, attributes = {}) =>
    make("label", {for: name}, label, make("input", {name, id: name, inputmode: "decimal", value: kept[name] || "", ...attributes}));
  const nameOf = measure => { const {name, unit} = words.units[measure]; return unit ? `${name}（${unit}）`.replace(/（(.*)）/, words.lang === "zh" ? "（$1）" : " [$1]") : name; };
  const word = (kind, name, other) => say[`${kind}_${name}`] || other || name;

  const labelOf = name => say[name] || data.inputs[name].label;

  const chosen = () => {
    const city = data.cities.find(each => each.id === kept.city) || data.cities[0];
    const ofClass = city.tariffs.filter(each => each.key === kept.class);
    const some = ofClass.length ? ofClass : city.tariffs.filter(each => each.key === city.tariffs[0].key);
    return [city, some.find(each => each.plan === kept.plan) || some[0], some];
  };

  const draw = () => {
    const [city, tariff, plans] = chosen(), focused = document.activeElement && document.activeElement.id;
    const classes = [...new Map(city.tariffs.map(each => [each.key, each.className]))];
    const fields = [select("city", say.city, data.cities.map(each => [each.id, each.name + (each.province ? ` (${each.province})` : "")]), city.id)];
    fields.push(select("class", say.class, classes, tariff.key));
    if (plans.length > 1) fields.push(select("plan", say.plan, plans.map(each => [each.plan, each.planName]), tariff.plan));
    if (tariff.areas.length) {
      const basis = tariff.areas.includes(kept.basis) ? kept.basis : tariff.areas[0];
      if (tariff.areas.length > 1) fields.push(select("basis", say.basis, tariff.areas.map(each => [each, words.units[each].name]), basis));
      fields.push(field("area", nameOf(basis)));
    }
    for (const name of tariff.asked) fields.push(data.inputs[name].date ? field(name, nameOf(name), {type: "date"}) : field(name, nameOf(name) + (needed(tariff, name) ? "" : say.optional)));
    for (const [name, values] of Object.entries(tariff.words))
      fields.push(select(`with_${name}`, word("attribute", name), [["", say.choose], ...values.map(each => [each, word("value", `${name}_${each}`, each)])], kept[`with_${name}`] || ""));
    for (const [name, values] of Object.entries(tariff.choices))
      fields.push(select(name, labelOf(name), [["", say.none], ...values.map(each => [each, each])], kept[name] || ""));
    for (const name of tariff.ticks)
      fields.push(make("label", {for: name, class: "tick"}, make("input", {type: "checkbox", id: name, name, ...(kept[name] ? {checked: true} : {})}), labelOf(name)));
    form.replaceChildren(...fields);
    if (focused && document.getElementById(focused)) document.getElementById(focused).focus();
    show();
  };
  const needed = (tariff, name) => !JSON.stringify(tariff.seasons[0][1]).includes(`["stated","${name}"]`) && !JSON.stringify(tariff.seasons[0][1]).match(new RegExp(`\\["measure","${name}","`));

  // The home that the form describes, or the message that says what is wrong with a field.
  const home = tariff => {
    const measures = Object.fromEntries(Object.entries(tariff.given).map(([name, value]) => [name, heatcalc.parse(value)]));
    const attributes = {};
    const basis = tariff.areas.includes(kept.basis) ? kept.basis : tariff.areas[0];
    const stated = tariff.asked.map(name => [name, kept[name]]);
    if (basis) stated.unshift([basis, kept.area]);
    for (const [name, typed] of stated) {
      if (!typed) continue;
      const {date, limits, zero} = data.inputs[name];
      const [low, high] = limits.map(heatcalc.parse);
      const value = date ? dayNumber(typed) : heatcalc.decimal(typed, low[0] < 0n);
      if (value === null) return {wrong: fill(say.bad_number, {name: words.units[name].name, value: typed})};
      if ((!value[0] && !zero) || heatcalc.compare(value, low) < 0 || heatcalc.compare(value, high) > 0)
        return {wrong: fill(say.bad_range, {name: words.units[name].name, value: typed})};
      measures[name] = value;
    }
    for (const name of Object.keys(tariff.words)) if (kept[`with_${name}`]) attributes[name] = kept[`with_${name}`];
    for (const [name, values] of Object.entries(tariff.choices)) if (values.includes(kept[name])) attributes[name] = kept[name];
    for (const name of tariff.ticks) if (kept[name]) attributes[name] = "yes";
    return {measures, attributes};
  };

  const missing = names => names.map(name => words.units[name] ? words.units[name].name : data.inputs[name] ? labelOf(name) : word("attribute", name)).join(words.lang === "zh" ? "、" : ", ");
  const refusal = bill => {
    const said = bill.refused === "contradiction" ? say.contradiction : say.missing;
    return bill.missing && bill.missing.length && bill.refused !== "part_of_price" ? fill(said, {names: missing(bill.missing)}) : say.refused;
  };

  const currencyOf = tariff => tariff.seasons[0][1].currency;
  // The bill by the season of homes with these attributes; the last season is that of all others.
  const billed = (tariff, stated) => {
    const asked = {...stated, attributes: {...data.defaults, ...stated.attributes}};
    for (const [when, formula, notes] of tariff.seasons) {
      const unstated = Object.keys(when).find(name => !(name in asked.attributes));
      if (unstated) return {refused: "missing_attribute", missing: [unstated]};
      if (Object.entries(when).every(([name, value]) => asked.attributes[name] === value))
        return {...heatcalc.bill(formula, asked), currency: formula.currency, notes};
    }
    return {refused: "no_season", missing: []};
  };

  const show = () => {
    const [city, tariff] = chosen(), asked = home(tariff);
    answer.replaceChildren();
    compared.replaceChildren();
    if (asked.wrong) { answer.append(make("p", {class: "bad"}, asked.wrong)); return; }
    if (tariff.areas.length && !kept.area) { answer.append(make("p", {}, say.type_area)); return; }
    const bill = billed(tariff, asked);
    const heading = [city.name, tariff.className, tariff.planName, tariff.winter].filter(Boolean).join("  ");
    answer.append(make("h2", {}, heading));
    if (bill.refused) answer.append(make("p", {class: "bad"}, refusal(bill)));
    else answer.append(...shown(tariff, bill));
    if (document.getElementById("cities").open) compare(city, asked);
  };

  // 元 where Chinese speaks of CNY, else the code of the currency.
  const inBrackets = ([code]) => words.lang === "zh" ? `（${code === "CNY" ? "元" : code}）` : ` [${code}]`;
  words.behind = (text, [code]) => text + (words.lang === "zh" && code === "CNY" ? "元" : ` ${code}`);

  const cell = (text, right) => make("td", right ? {class: "right"} : {}, text);
  const shown = (tariff, bill) => {
    const {currency} = bill, steps = heatcalc.steps(bill.reader, words), at = words.lang === "zh" ? 0 : 1;
    const amounted = minor => heatcalc.amount(minor, currency);
    const rows = bill.lines.map(({line, amount}) => make("tr", {}, make("td", {}, line.label[at], make("br"), make("span", {class: "formula"}, steps(line.node))), cell(amounted(amount), true)));
    if (bill.rounding) rows.push(make("tr", {}, cell(say.rounding), cell(amounted(bill.rounding), true)));
    for (const [payer, amount] of Object.entries(bill.payers)) if (amount) rows.push(make("tr", {}, cell(fill(say.paid_by, {payer: words.payers[payer] || payer})), cell(amounted(amount), true)));
    const sources = [...new Set([tariff.source, ...bill.sources])].map(id => data.sources[id]);
    const list = items => make("ul", {}, ...items.map(each => make("li", {}, each)));
    return [
      make("p", {class: "due"}, say.due + " " + words.behind(amounted(bill.due), currency)),
      make("table", {}, make("thead", {}, make("tr", {}, make("th", {scope: "col"}, say.line), make("th", {scope: "col", class: "right"}, say.amount + inBrackets(currency)))), make("tbody", {}, ...rows)),
      make("h3", {}, say.notes), list([...bill.notes, ...["month", "day"].filter(name => kept[name]).map(name => say[`assumed_${name}`])]),
      make("h3", {}, say.sources), list(sources),
    ];
  };

  // The same home of the same class in every city, the cheapest first; those that cannot answer stand last.
  const compare = (own, asked) => {
    const [, tariff] = chosen(), rows = [];
    for (const city of data.cities) {
      const other = city.tariffs.find(each => each.class === tariff.class && each.plan === tariff.plan);
      if (!other || currencyOf(other)[0] !== currencyOf(tariff)[0]) continue;
      const measures = {...Object.fromEntries(Object.entries(other.given).map(([name, value]) => [name, heatcalc.parse(value)])), ...asked.measures};
      const bill = billed(other, {measures, attributes: asked.attributes});
      rows.push([city, bill]);
    }
    rows.sort(([, a], [, b]) => a.refused ? (b.refused ? 0 : 1) : b.refused ? -1 : a.due < b.due ? -1 : a.due > b.due ? 1 : 0);
    const body = rows.map(([city, bill]) => make("tr", city === own ? {"aria-current": "true"} : {}, make(city === own ? "th" : "td", city === own ? {scope: "row"} : {}, city.name), cell(bill.refused ? refusal(bill) : heatcalc.amount(bill.due, bill.currency), !bill.refused)));
    const head = make("tr", {}, make("th", {scope: "col"}, say.city), make("th", {scope: "col", class: "right"}, say.due + inBrackets(currencyOf(tariff))));
    compared.replaceChildren(make("table", {}, make("thead", {}, head), make("tbody", {}, ...body)));
  };

  const read = event => {
    const {name, type, checked, value} = event.target;
    kept[name] = type === "checkbox" ? checked : value;
    ["city", "class", "plan", "basis"].includes(name) ? draw() : show();
  };
  form.addEventListener("input", read);
  form.addEventListener("submit", event => event.preventDefault());
  document.getElementById("cities").addEventListener("toggle", show);
  kept.city = data.default;
  draw();
  return {data, kept, draw, home, billed};
})();
