// The page: a form that asks for what the chosen tariff reads of a home, and the bill with its formula and sources.
heatcalc.page = (() => {
  const data = JSON.parse(document.getElementById("data").textContent), {text: words} = data, say = words.say;
  const EPOCH = 719163n; // 1970-01-01 as the number of its day, 1 January of the year 1 being 1
  heatcalc.dateOf = day => new Date(Number(day - EPOCH) * 86400000);
  const dayText = value => heatcalc.dateOf(value[0]).toISOString().slice(0, 10);
  words.day = dayText;
  const dayNumber = text => {
    const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text + "T00:00:00Z") : NaN;
    return isNaN(day) ? null : [BigInt(day / 86400000) + EPOCH, 1n];
  };
  const fill = (template, values) => template.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const make = (tag, attributes = {}, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) value === true ? made.setAttribute(name, "") : made.setAttribute(name, value);
    made.append(...children);
    return made;
  };
  const put = (place, ...children) => { place.textContent = ""; place.append(...children); };
  const form = document.getElementById("home"), answer = document.getElementById("answer"), compared = document.getElementById("compared");
  const kept = Object.create(null); // what is typed, also where the tariff that is shown does not ask for it

  // A field with its label, and a short explanation that screen readers read with it.
  const labelled = (name, label, control, hint, tick) => {
    const called = make("label", {for: name}, label);
    const made = make("div", {class: "field"}, ...(tick ? [make("div", {class: "tick"}, control, called)] : [called, control]));
    if (hint) {
      control.setAttribute("aria-describedby", `${name}-hint`);
      made.append(make("small", {id: `${name}-hint`}, hint));
    }
    return made;
  };
  const select = (name, label, options, chosen, hint) => {
    const made = make("select", {name, id: name});
    for (const [value, shown] of options) made.append(option(value, shown, chosen));
    return labelled(name, label, made, hint);
  };
  const option = (value, shown, chosen) => make("option", value === chosen ? {value, selected: true} : {value}, shown);
  const field = (name, label, attributes = {}, hint = "") =>
    labelled(name, label, make("input", {name, id: name, inputmode: "decimal", value: kept[name] || "", ...attributes}), hint);
  const bracketed = text => words.lang === "zh" ? `（${text}）` : ` [${text}]`;
  const nameOf = measure => { const {name, unit} = words.units[measure]; return unit ? name + bracketed(unit) : name; };
  const word = (kind, name, other) => say[`${kind}_${name}`] || other || name;
  const labelOf = name => say[name] || data.inputs[name].label;
  const hintOf = name => data.inputs[name].hint;

  const chosen = () => {
    const city = data.cities.find(each => each.id === kept.city) || data.cities[0];
    const narrowed = (some, key, first) => {
      const same = some.filter(each => each[key] === kept[key]);
      return same.length ? same : some.filter(each => each[key] === first[key]);
    };
    const ofClass = narrowed(city.tariffs, "class", city.tariffs[0]);
    const ofPlan = narrowed(ofClass, "plan", ofClass[0]);
    const tariff = ofPlan.find(each => each.winter === kept.winter) || ofPlan.find(each => each.usual) || ofPlan[0];
    return [city, tariff, ofClass, ofPlan];
  };
  const unique = pairs => [...new Map(pairs)];
  const basisOf = tariff => tariff.areas.includes(kept.basis) ? kept.basis : tariff.areas[0];

  // The list of cities by province; a few need neither search nor provinces.
  const MANY = 8;
  const cityField = city => {
    if (data.cities.length === 1) return [];
    const made = select("city", say.city, [], city.id, say.city_hint), list = made.querySelector("select");
    offer(list, data.cities, city.id);
    if (data.cities.length <= MANY) return [made];
    return [searched, made];
  };
  // One element for good: who types Chinese into it is not to lose what is half typed.
  const searched = labelled("search", say.search, make("input", {type: "search", id: "search", name: "search"}), say.search_hint);
  const offer = (list, cities, own) => {
    const provinces = unique(cities.map(each => [each.province, []]));
    put(list, ...provinces.map(([province]) => {
      const inside = cities.filter(each => each.province === province).map(each => option(each.id, each.name, own));
      return province && data.cities.length > MANY ? [make("optgroup", {label: province}, ...inside)] : inside;
    }).reduce((all, some) => all.concat(some), []));
  };
  const search = typed => {
    const wanted = typed.trim().toLowerCase();
    const found = data.cities.filter(each => [each.name, each.province, ...each.also].some(name => name.toLowerCase().includes(wanted)));
    document.getElementById("search-hint").textContent = found.length ? say.search_hint : say.nothing_found;
    if (!found.length) return;
    if (!found.some(each => each.id === kept.city)) { kept.city = found[0].id; draw(); }
    offer(document.getElementById("city"), found, kept.city);
  };

  const draw = () => {
    const [city, tariff, ofClass, ofPlan] = chosen(), focused = document.activeElement && document.activeElement.id;
    const fields = cityField(city);
    if (tariff.areas.length && basisOf(tariff) !== kept.basis) {
      if (kept.basis) kept.area = ""; // one kind of area is no other
      kept.basis = basisOf(tariff);
    }
    const several = (name, label, options, own, hint) => { if (options.length > 1) fields.push(select(name, label, options, own, hint)); };
    several("class", say.class, unique(city.tariffs.map(each => [each.class, each.className])), tariff.class, say.class_hint);
    several("plan", say.plan, unique(ofClass.map(each => [each.plan, each.planName])), tariff.plan, say.plan_hint);
    several("winter", say.winter, ofPlan.map(each => [each.winter, each.winter]), tariff.winter, say.winter_hint);
    if (tariff.areas.length) {
      several("basis", say.basis, tariff.areas.map(each => [each, words.units[each].name]), basisOf(tariff), say.basis_hint);
      fields.push(field("area", nameOf(basisOf(tariff)), {}, hintOf(basisOf(tariff))));
    }
    for (const [name, values] of Object.entries(tariff.words))
      fields.push(select(`with_${name}`, word("attribute", name), [["", say.choose], ...values.map(each => [each, word("value", `${name}_${each}`, each)])], kept[`with_${name}`] || "", say.with_hint));
    const more = []; // what most homes need not say
    for (const name of tariff.asked) {
      const inside = needed(tariff, name) ? fields : more;
      inside.push(field(name, nameOf(name), data.inputs[name].date ? {type: "date"} : {}, hintOf(name)));
    }
    for (const name of tariff.ticks)
      more.push(labelled(name, labelOf(name), make("input", {type: "checkbox", id: name, name, ...(kept[name] ? {checked: true} : {})}), hintOf(name), true));
    for (const [name, values] of Object.entries(tariff.choices))
      more.push(select(name, labelOf(name), [["", say.none], ...values.map(each => [each, each])], kept[name] || "", hintOf(name)));
    for (const {name, label} of tariff.cold) more.push(field(name, label, {}, say.cold_hint));
    for (const name of datesOf(tariff)) more.push(field(name, labelOf(name), {type: "date"}, hintOf(name)));
    const names = [...tariff.asked, ...tariff.ticks, ...Object.keys(tariff.choices), ...tariff.cold.map(each => each.name), ...datesOf(tariff)];
    const shownBefore = document.getElementById("more"), open = (shownBefore && shownBefore.open) || names.some(name => kept[name]);
    if (more.length) fields.push(make("details", {id: "more", ...(open ? {open: true} : {})}, make("summary", {}, say.more), make("div", {class: "fields"}, ...more)));
    put(form, make("div", {class: "fields"}, ...fields));
    if (focused && document.getElementById(focused)) document.getElementById(focused).focus();
    show();
  };
  const needed = (tariff, name) => !JSON.stringify(tariff.seasons[0][1]).includes(`["stated","${name}"]`) && !JSON.stringify(tariff.seasons[0][1]).match(new RegExp(`\\["measure","${name}","`));

  // The home that the form describes, or the message that says what is wrong with a field.
  const home = tariff => {
    const measures = givenOf(tariff), attributes = {}, basis = basisOf(tariff);
    const stated = tariff.asked.map(name => [name, kept[name], data.inputs[name], words.units[name].name]);
    if (basis) stated.unshift([basis, kept.area, data.inputs[basis], words.units[basis].name]);
    for (const {name, label} of tariff.cold) stated.push([name, kept[name], {...data.inputs.day, zero: true}, label]);
    for (const [name, typed, {date, limits, zero, units}, label] of stated) {
      if (!typed) continue;
      const [low, high] = limits.map(heatcalc.parse);
      const value = date ? dayNumber(typed) : heatcalc.decimal(typed, units, low[0] < 0n);
      if (value === null) return {wrong: fill(say.bad_number, {name: label, value: typed})};
      if ((!value[0] && !zero) || heatcalc.compare(value, low) < 0 || heatcalc.compare(value, high) > 0)
        return {wrong: fill(say.bad_range, {name: label, value: typed})};
      measures[name] = value;
    }
    inBands(tariff, measures);
    const supply = {};
    for (const name of datesOf(tariff)) {
      const day = kept[name] && dayNumber(kept[name]);
      if (day === null) return {wrong: fill(say.bad_number, {name: labelOf(name), value: kept[name]})};
      if (day) supply[name === "supply_from" ? "from" : "to"] = day[0];
    }
    for (const [name, values] of Object.entries(tariff.words)) if (values.includes(kept[`with_${name}`])) attributes[name] = kept[`with_${name}`];
    for (const [name, values] of Object.entries(tariff.choices)) if (values.includes(kept[name])) attributes[name] = kept[name];
    for (const name of tariff.ticks) if (kept[name]) attributes[name] = "yes";
    return {measures, attributes, supply};
  };
  const datesOf = tariff => tariff.seasons.some(season => season[4]) ? ["supply_from", "supply_to"] : [];
  const givenOf = tariff => heatcalc.object(Object.entries(tariff.given).map(([name, value]) => [name, heatcalc.parse(value)]));
  // Days in one band of temperatures are none in the others; without any there were no cold rooms.
  const inBands = (tariff, measures) => {
    const names = tariff.cold.map(each => each.name), any = names.some(name => measures[name] && measures[name][0]);
    for (const name of names) if (!any) delete measures[name]; else if (!measures[name]) measures[name] = [0n, 1n];
  };

  const listed = names => names.join(words.lang === "zh" ? "、" : ", ");
  const missing = names => listed(names.map(name => words.units[name] ? words.units[name].name : data.inputs[name] ? labelOf(name) : word("attribute", name)));
  const refusal = bill => {
    if (bill.refused === "other_winter") return fill(say.other_winter, bill);
    if (words.refused[bill.refused]) return words.refused[bill.refused];
    const said = bill.refused === "contradiction" ? say.contradiction : say.missing;
    return bill.missing && bill.missing.length && bill.refused !== "part_of_price" ? fill(said, {names: missing(bill.missing)}) : say.refused;
  };

  const currencyOf = tariff => tariff.seasons[0][1].currency;
  // The bill by the season of homes with these attributes; the last season is that of all others.
  const billed = (tariff, stated) => {
    const asked = {...stated, attributes: {...data.defaults, ...stated.attributes}};
    for (const [when, formula, notes, rules, supply] of tariff.seasons) {
      const unstated = Object.keys(when).find(name => !(name in asked.attributes));
      if (unstated) return {refused: "missing_attribute", missing: [unstated]};
      if (Object.entries(when).every(([name, value]) => asked.attributes[name] === value)) {
        const dated = heatcalc.supplied(supply, asked), bill = dated.refused ? dated : heatcalc.bill(formula, dated);
        if (bill.refused) return {...bill, winter: tariff.winter};
        return {...bill, currency: formula.currency, notes: [...weakOf(bill), ...notes, ...notesOf(bill, rules, asked.attributes), ...heatcalc.supplyNotes(supply, dated)]};
      }
    }
    return {refused: "no_season", missing: []};
  };

  // That figures of a bill are weakly founded.
  const weakOf = bill => {
    const weak = bill.sources.filter(id => id in data.weak).map(id => data.weak[id]);
    return weak.length ? [fill(say.weak, {titles: listed(weak)})] : [];
  };
  // What the rules that a bill rests on add to its notes.
  const notesOf = (bill, rules, attributes) => {
    const lines = bill.lines.filter(each => each.amount).map(each => each.line), notes = [];
    for (const {kind, source, when, group, note, age} of rules) {
      const isFor = Object.entries(when).every(([name, value]) => attributes[name] === value) && (!group || group === attributes.relief);
      if (note && isFor && lines.some(line => line.id === kind && line.source === source)) notes.push(note);
      if (age && lines.some(line => line.id === kind) && lines.some(line => line.source === source)) notes.push(age);
    }
    return [...new Set(notes)];
  };

  const show = () => {
    const [city, tariff] = chosen(), asked = home(tariff);
    put(answer);
    put(compared);
    answered(city, tariff, asked);
    heatcalc.tellHeight();
  };
  form.addEventListener("toggle", () => heatcalc.tellHeight(), true);
  const answered = (city, tariff, asked) => {
    if (kept.unknown) answer.append(make("p", {class: "bad"}, fill(say.not_here, {value: kept.unknown})));
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
  const inBrackets = ([code]) => bracketed(words.lang === "zh" && code === "CNY" ? "元" : code);
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
      make("h3", {}, say.notes), list([...bill.notes, ...["month", "day"].filter(name => kept[name] && tariff.asked.includes(name)).map(name => say[`assumed_${name}`])]),
      make("h3", {}, say.sources), list(sources),
    ];
  };

  // The same home of the same class in every city, the cheapest first; those that cannot answer stand last.
  const compare = (own, asked) => {
    const [, tariff] = chosen(), rows = [];
    for (const city of data.cities) {
      const alike = city.tariffs.filter(each => each.class === tariff.class && each.plan === tariff.plan);
      const other = city === own ? tariff : alike.find(each => each.winter === kept.winter) || alike.find(each => each.usual) || alike[0];
      if (!other || currencyOf(other)[0] !== currencyOf(tariff)[0]) continue;
      const bill = billed(other, {measures: {...givenOf(other), ...asked.measures}, attributes: asked.attributes});
      rows.push([city, bill]);
    }
    rows.sort(([, a], [, b]) => a.refused ? (b.refused ? 0 : 1) : b.refused ? -1 : a.due < b.due ? -1 : a.due > b.due ? 1 : 0);
    const body = rows.map(([city, bill]) => make("tr", city === own ? {"aria-current": "true"} : {}, make(city === own ? "th" : "td", city === own ? {scope: "row"} : {}, city.name), cell(bill.refused ? refusal(bill) : heatcalc.amount(bill.due, bill.currency), !bill.refused)));
    const head = make("tr", {}, make("th", {scope: "col"}, say.city), make("th", {scope: "col", class: "right"}, say.due + inBrackets(currencyOf(tariff))));
    put(compared, make("table", {}, make("thead", {}, head), make("tbody", {}, ...body)));
  };

  const read = event => {
    const {name, type, checked, value} = event.target;
    if (name === "search") { if (!event.isComposing) search(value); return; }
    kept[name] = type === "checkbox" ? checked : value;
    kept.unknown = "";
    ["city", "class", "plan", "winter", "basis"].includes(name) ? draw() : show();
  };
  form.addEventListener("input", read);
  form.addEventListener("compositionend", event => { if (event.target.name === "search") search(event.target.value); });
  form.addEventListener("submit", event => event.preventDefault());
  document.getElementById("cities").addEventListener("toggle", show);
  document.getElementById("cities").hidden = data.cities.length === 1;
  // A link fills the form in; what it names that the page does not have is said.
  const linked = () => {
    kept.unknown = "";
    heatcalc.fillIn(location.hash, data, kept);
    const [, tariff] = chosen();
    for (const name of ["class", "plan", "winter"]) if (!kept.unknown && kept[name] && kept[name] !== tariff[name]) kept.unknown = kept[name];
    draw();
  };
  window.addEventListener("hashchange", linked);
  kept.city = data.default;
  linked();
  return {data, kept, draw, home, inBands, billed};
})();
