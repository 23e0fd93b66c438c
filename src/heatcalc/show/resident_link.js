// How the page and the site that it is on speak to each other: links that fill it in, and its height in a frame.

// Fill in what a link states: #city=shuozhou&area=100&height=3.2, with the names of `heatcalc.bill`'s keywords.
heatcalc.fillIn = (hash, data, kept) => {
  const AREAS = {area: "building_m2", usable: "usable_m2", inner: "inner_m2", billed_m2: "billed_m2"};
  const keywords = heatcalc.object(Object.entries(data.inputs).map(([name, each]) => [each.keyword || name, name]));
  const every = data.cities.reduce((all, city) => all.concat(city.tariffs), []);
  for (const [name, value] of new URLSearchParams(hash.slice(1))) {
    const said = value.trim();
    if (name === "city") {
      const wanted = said.toLowerCase();
      const found = data.cities.find(each => [each.id, each.name, ...each.also].some(word => word.toLowerCase() === wanted || word + "市" === said));
      kept.unknown = found ? "" : said;
      if (found) kept.city = found.id;
    } else if (Object.prototype.hasOwnProperty.call(AREAS, name)) {
      kept.basis = AREAS[name];
      kept.area = said;
    } else if (["class", "plan"].includes(name)) {
      const named = every.find(each => each[`${name}Name`] === said);
      kept[name] = named ? named[name] : said;
    } else if (name === "winter" || name.startsWith("with_") || name.startsWith("days_")) kept[name] = said;
    else if (Object.prototype.hasOwnProperty.call(keywords, name)) {
      const input = keywords[name];
      kept[input] = data.inputs[input].flag ? !["no", "false", "0", "否"].includes(said) : said;
    }
  }
};

// In a frame the page tells its height [px] to the page around it, and nothing of what is typed.
heatcalc.tellHeight = () => {
  if (window.parent !== window) window.parent.postMessage({heatcalc: "height", height: document.documentElement.offsetHeight}, "*");
};
window.addEventListener("resize", () => heatcalc.tellHeight());
