"""Tables, rules and homes drawn at random: what the laws and the oracle are tried on. All of it is made up."""

import datetime as dt
import random
from decimal import Decimal
from typing import Any

WINTER = 2022
SOURCES = {"s": {"title": "t", "publisher": "p", "date": "2022", "kind": "web"}}
CLASSES = {"residential": {"name": "居民"}, "shop": {"name": "商铺"}}
MEASURES = {"excess": {"name": "回水温差", "unit": "℃", "may_be_negative": True}}
AREA_NAMES = ("building_m2", "usable_m2", "inner_m2")
GROUPS = ("低保", "优抚")
HOURS = ("after_hours", "at_least_hours")


class Draw:
    """Draws from one seed; the same seed draws the same."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - repeatable, not secret

    def maybe(self, chance: float = 0.5) -> bool:
        return self.random.random() < chance

    def number(self, low: float, high: float, places: int = 2) -> Decimal:
        scale = 10**places
        return Decimal(self.random.randint(round(low * scale), round(high * scale))).scaleb(-places)

    def pick(self, *options: Any) -> Any:
        return self.random.choice(options)

    def day(self, first: dt.date, last: dt.date) -> dt.date:
        day = first + dt.timedelta(self.random.randint(0, (last - first).days))
        return day.replace(day=min(day.day, 28))

    def table(self) -> dict[str, Any]:
        """Return a table of one city, of any of what sections 3 and 4 of the design allow."""
        city: dict[str, Any] = {"id": "city", "name": "市", "season": [self.season()]}
        if self.maybe(0.3):
            city["currency"] = self.pick("KRW", "KWD", "EUR")  # no, three and two places
        if self.maybe(0.7):
            city["area"] = self.conversions()
        city["tariff"] = [self.tariff(class_, "area") for class_ in CLASSES]
        if self.maybe(0.7):
            city["tariff"] += [self.tariff(class_, "metered") for class_ in CLASSES]
        metered = len(city["tariff"]) > 2
        if self.maybe(0.2):
            city["tariff"].append(self.changed(self.pick(*city["tariff"]), city["season"][0]))
        rules = self.rules(city["season"][0])
        if not metered:
            rules = [rule for rule in rules if "metered" not in rule.get("plans", [])]
        if rules:
            city["rule"] = rules
        head = {"schema": 1, "default_city": "city", "classes": CLASSES, "measures": MEASURES, "sources": SOURCES}
        return {**head, "city": [city]}

    def season(self) -> dict[str, Any]:
        start, end, months, days = self.pick(
            ("11-15", "03-15", (4,), (120, 121)),
            ("11-15", "04-10", (5,), (145, 147)),
            ("10-20", "03-15", (5,), (146, 150)),
            ("10-20", "04-10", (6,), (172, 173)),
        )
        season: dict[str, Any] = {"start": start, "end": end, "months": self.pick(*months)}
        if self.maybe():
            season["days"] = self.pick(*days)
        if self.maybe():
            season["winter"] = f"{WINTER}-{WINTER + 1}"
        return {**season, "source": "s"}

    def conversions(self) -> list[dict[str, Any]]:
        rows = [{"gives": "usable_m2", "from": "building_m2", "ratio": self.number(0.6, 0.9), "source": "s"}]
        if self.maybe():
            rows.append({"gives": "usable_m2", "from": "inner_m2", "ratio": self.number(0.8, 1), "source": "s"})
        return rows

    def price(self, area: str, time: str, low: float = 1, high: float = 9) -> dict[str, Any]:
        per = [area] if time == "none" else [area, time]
        if self.maybe(0.3):
            tiers: list[dict[str, Any]] = [
                {"up_to": 60, "rate": self.number(low, high)},
                {"up_to": 120, "rate": self.number(low, high)},
            ]
            if self.maybe(0.8):
                tiers.append({"rate": self.number(low, high)})
            if self.maybe(0.2):
                for tier in tiers:
                    tier["amount"] = self.number(50, 900)
                    if self.maybe():
                        del tier["rate"]
                return {"tiers": tiers, "per": per, "tiers_by": "whole"}
            return {"tiers": tiers, "per": per, **({"tiers_by": "whole"} if self.maybe() else {})}
        return {"rate": self.number(low, high, 3), "per": per}

    def by_area(self) -> dict[str, Any]:
        """Return a price of heat whose tiers end at so much for each square metre."""
        tiers: list[dict[str, Any]] = [{"up_to": 20, "rate": self.number(0.1, 0.2)}]
        tiers.append({"up_to": self.number(25, 60, 1), "rate": self.number(0.2, 0.4)})
        if self.maybe(0.8):
            tiers.append({"rate": self.number(0.3, 0.6)})
        how = {"tiers_by": "whole"} if self.maybe(0.4) else {}
        return {"tiers": tiers, "per": ["kWh"], "up_to_per": ["building_m2"], **how}

    def tariff(self, class_: str, plan: str) -> dict[str, Any]:
        area = self.pick("building_m2", "building_m2", "usable_m2", "inner_m2")
        time = self.pick("month", "day", "season", "none")
        charge: dict[str, Any] = self.price(area, time)
        if self.maybe(0.3):
            charge["times"] = self.pick(self.number(0.8, 1.2), "14/30", [self.number(0.8, 1.2), "2/3"])
        if area == "building_m2" and self.maybe(0.3):
            charge["or"] = [self.price("usable_m2", time)]
        charges = [charge]
        if plan == "metered":
            charge["name"] = "basic"
            heat: dict[str, Any] = {"rate": self.number(0.1, 0.4, 3), "per": ["kWh"]}
            if self.maybe():
                heat["or"] = [{"rate": self.number(30, 90), "per": ["GJ"]}]
            if self.maybe(0.2):
                heat = self.by_area()
            charges.append(heat)
            if self.maybe(0.15):
                charges.append({"name": "incentive", "rate": self.number(0.1, 3), "per": ["excess"]})
            if self.maybe(0.15):
                charges.append({"rate": self.number(1, 9), "per": ["person", "month"]})
        if self.maybe(0.2):
            charges[-1]["when"] = {"building": "tower"}
            if self.maybe():
                charges.append({**self.price(area, time), "when": {"building": "slab"}})
        if self.maybe(0.1):
            charges.append({"rate": self.number(-20, 40) or 1, "per": ["household"]})
        if self.maybe(0.1):
            asked = charges[-1].get("when", {}).get("building")
            charges[-1]["unless"] = {"building": "tower" if asked == "slab" else "slab"}
        if plan == "metered" and self.maybe(0.2):
            charges[1].pop("or", None)
            charges[1]["at_least"] = self.pick(500, 2000)
        if plan == "metered" and self.maybe(0.2):
            charges[1]["cap"] = {"of": "basic", "times": self.number(0.5, 2)}
        tariff: dict[str, Any] = {"class": class_, "plan": plan, "from": dt.date(2020, 9, 1), "charge": charges}
        if self.maybe(0.2):
            tariff["minimum"] = {"rate": self.number(3, 20), "per": ["building_m2", "season"]}
        if plan == "metered" and self.maybe():
            tariff["cap"] = {"plan": "area", **({"times": self.number(0.9, 1.3)} if self.maybe() else {})}
        if "cap" not in tariff and "minimum" not in tariff and self.maybe(0.2):
            for taxed in charges:
                if self.maybe():
                    rate = self.pick(Decimal("0.05"), Decimal("0.13"))
                    taxed["vat"] = {"rate": rate, "included": self.maybe(0.2)}
        if self.maybe(0.3):
            tariff["vat"] = {"rate": Decimal("0.09"), "included": self.maybe()}
        if self.maybe(0.6):
            step = self.pick(Decimal("0.01"), Decimal("0.1"), 1)
            mode = self.pick("half_up", "half_even", "up", "down")
            tariff["round"] = {"step": step, "mode": mode, "each": self.pick("bill", "bill", "line")}
        return {**tariff, "source": "s"}

    def changed(self, old: dict[str, Any], season: dict[str, Any]) -> dict[str, Any]:
        """Return a tariff that takes the place of another inside the season, by what it says or is silent of."""
        change = self.pick("by_day", "by_day", "whole_season", "next_season")
        new = self.tariff(old["class"], old["plan"])
        for key in ("vat", "round", "cap", "minimum"):
            if change == "by_day" and key in ("cap", "minimum"):
                old.pop(key, None)
            if key in old:
                new[key] = old[key]
            else:
                new.pop(key, None)
        if "cap" in new or "minimum" in new:
            for charge in new["charge"]:
                charge.pop("vat", None)
        first, last = (season[name] for name in ("start", "end"))
        days = [dt.date(WINTER + (int(day[:2]) < 7), int(day[:2]), int(day[3:])) for day in (first, last)]
        return {**new, "from": self.day(days[0] + dt.timedelta(1), days[1]), "change": change}

    def rules(self, season: dict[str, Any]) -> list[dict[str, Any]]:
        made = [
            self.ceiling_height(),
            {"kind": "part_season", "by": self.pick("day", "month", "none")},
            {
                "kind": "stopped_supply",
                **self.share_or_price("pays"),
                **({"reconnect": self.number(50, 200)} if self.maybe() else {}),
            },
            *(self.relief(group) for group in GROUPS if self.maybe()),
            {"kind": "price_subsidy", **self.subsidy(), "per": ["building_m2", "season"]},
            self.early(),
            self.late(),
            {
                "kind": "outage",
                self.pick(*HOURS): self.pick(12, 24, 48),
                "refund": self.number(0.5, 2),
            },
            self.cold(season),
            {"kind": "early_start", "charged": self.pick("none", "by_day")},
            {"kind": "extension", "charged": self.pick("none", "by_day")},
        ]
        kept = [{**rule, "source": "s"} for rule in made if self.maybe(0.6)]
        for rule in kept:
            if self.maybe(0.15):
                rule["when"] = {"building": "tower"}
            if self.maybe(0.15):
                rule["plans"] = [self.pick("area", "metered")]
            if self.maybe(0.15):
                rule["classes"] = ["residential"]
        self.random.shuffle(kept)
        return kept

    def share_or_price(self, share: str) -> dict[str, Any]:
        if self.maybe():
            return {share: self.number(0, 1)}
        return {"rate": self.number(0, 8), "per": ["building_m2", "season"]}

    def subsidy(self) -> dict[str, Any]:
        form = self.pick("rate", "rate", "bands", "above")
        if form == "bands":
            return {"bands": [{"up_to": 20, "rate": 0}, {"up_to": 40, "rate": self.number(0, 3)}, {"rate": 4}]}
        return {form: self.number(0, 3) if form == "rate" else self.number(10, 40)}

    def ceiling_height(self) -> dict[str, Any]:
        rule: dict[str, Any] = {"kind": "ceiling_height", "over": self.pick(Decimal("2.8"), 3, Decimal("3.2"))}
        if self.maybe(0.3):
            rule["refuse_over"] = 6
        form = self.pick("steps", "proportional", "bands", "metres")
        if form == "proportional":
            return {**rule, "proportional_to": min(rule["over"], 3)}
        if form == "bands":
            bands: list[dict[str, Any]] = [
                {"up_to": 4, "times": self.number(1, 2)},
                {"up_to": 5, "times": self.number(2, 3)},
            ]
            if self.maybe():
                bands.append({"times": self.number(3, 4)})
            if self.maybe(0.3):
                del rule["over"]
            return {**rule, "bands": bands}
        if self.maybe(0.3):
            rule["counted_from"] = Decimal("2.6")
        if form == "metres":
            rule["adds_per_m"] = self.number(0.05, 0.3)
            return {**rule, **({"max_adds": self.number(0.1, 1)} if self.maybe() else {})}
        rule |= {"step": self.pick(Decimal("0.1"), Decimal("0.3")), "adds": self.number(0.01, 0.2)}
        if self.maybe():
            rule["part_step"] = self.pick("whole", "ignored")
        if self.maybe():
            rule["max_adds"] = self.number(0.2, 1)
        return rule

    def relief(self, group: str) -> dict[str, Any]:
        rule: dict[str, Any] = {"kind": "relief", "group": group}
        if self.maybe(0.3):
            rule["payer"] = "civil_affairs"
        form = self.pick("pays", "price", "amount")
        if form == "amount":
            return {**rule, "amount": self.number(50, 900)}
        if form == "pays":
            rule["pays"] = self.number(0, 1)
        else:
            rule |= {"rate": self.number(0, 6), "per": ["building_m2", self.pick("month", "season")]}
            if self.maybe(0.3):
                return {**rule, "charge": "basic"}
        if self.maybe():
            rule["area_limit"] = {"building_m2": 60, **({"usable_m2": 45} if form == "pays" and self.maybe() else {})}
        return rule

    def early(self) -> dict[str, Any]:
        opens = {"opens": "08-25"} if self.maybe(0.3) else {}
        if self.maybe(0.3):
            return {"kind": "early_payment", "per_day": self.number(0.0005, 0.003, 4), "deadline": "10-31", **opens}
        windows: list[dict[str, Any]] = [{"until": "09-15", "off": self.number(0.03, 0.05)}]
        windows.append({"until": "10-20", **({"amount": 50} if self.maybe(0.3) else {"off": self.number(0, 0.03)})})
        return {"kind": "early_payment", "windows": windows, **opens}

    def late(self) -> dict[str, Any]:
        rule: dict[str, Any] = {"kind": "late_payment", "due": self.pick("12-31", "11-10")}
        form = self.pick("per_day", "once", "price")
        if form == "price":
            rule |= {"rate": 2, "per": ["building_m2"]}
        else:
            rule[form] = self.number(0.0005, 0.05, 4)
        if form == "per_day" and self.maybe():
            rule["stops"] = self.pick("01-20", "04-15")
        return {**rule, **({"cap": self.number(0.06, 1)} if self.maybe() else {})}

    def _happens(self, kind: str, kinds: set[str]) -> bool:
        return self.maybe(0.4 if kind in kinds else 0.01)

    def cold(self, season: dict[str, Any]) -> dict[str, Any]:
        edges = (self.pick("below", "up_to"), self.pick("below", "up_to"))
        bands = [{edges[0]: 18, "refund": self.number(0.1, 0.5)}, {edges[1]: 16, "refund": self.number(0.5, 1)}]
        self.random.shuffle(bands)
        rule: dict[str, Any] = {"kind": "cold_room", "bands": bands}
        if self.maybe(0.4):
            rule |= {"base": "net_of_basic", "basic_share": self.number(0.2, 0.5)}
        if self.maybe(0.3):
            rule["by_rooms"] = True
        if self.maybe(0.3):
            first, last = int(season["start"][:2]), int(season["end"][:2])
            months = [*range(first, 13), *range(1, last + 1)]
            shares = [self.number(0.05, 0.12) for _ in months[1:]]
            rule["weights"] = {
                str(month): share for month, share in zip(months, [1 - sum(shares), *shares], strict=True)
            }
        return rule

    def areas(self) -> dict[str, Any]:
        """Return some areas of a home, mostly each inside the next larger one."""
        areas = self.pick(
            ("building_m2",), ("building_m2",), ("usable_m2",), ("inner_m2",), ("usable_m2", "building_m2")
        )
        if self.maybe(0.7):
            areas = ("usable_m2", "inner_m2", "building_m2")
        sizes = [self.number(15, 260) for _ in areas]
        return dict(zip(areas, sorted(sizes) if self.maybe(0.95) else sizes, strict=True))

    def home(self, table: dict[str, Any]) -> dict[str, Any]:
        """Return a home: measures, attributes, and what happened to it, mostly such that the table has a rule for."""
        rules = table["city"][0].get("rule", [])
        kinds = {rule["kind"] for rule in rules}
        groups = [rule["group"] for rule in rules if rule["kind"] == "relief"] or list(GROUPS[: self.maybe(0.05)])
        measures = self.areas()
        if self.maybe(0.8):
            measures[self.pick("kWh", "kWh", "GJ", "Gcal", "Mcal")] = self.number(0, 90, 1) * self.pick(1, 100)
        if self.maybe(0.7):
            measures["excess"] = self.number(-30, 20, 1)
            measures["person"] = self.random.randint(1, 5)
        if self.maybe(0.5):
            measures["height_m"] = self.number(2.4, 6.4, 2)
        home: dict[str, Any] = {"measures": measures, "attributes": {}}
        if self.maybe(0.8):
            home["attributes"]["building"] = self.pick("tower", "slab", "other")
        if self._happens("stopped_supply", kinds):
            if self.maybe():
                home["stopped"] = True
            else:
                measures["stopped_m2"] = self.number(1, 60)
        if self.maybe(0.2 if any("reconnect" in rule for rule in rules) else 0.01):
            home["reconnected"] = True
        if groups and self.maybe():
            home["relief"] = self.pick(*groups)
        if self.maybe(0.4):
            home["paid_on"] = self.day(dt.date(WINTER, 8, 1), dt.date(WINTER + 1, 3, 1))
        if "stopped" in home:  # and so not supplied, whatever else may happen
            heats = [name for name in ("kWh", "GJ", "Gcal", "Mcal") if name in measures]
            return home if self.maybe(0.1) else {**home, "measures": measures | dict.fromkeys(heats, 0)}
        if "stopped_m2" in measures and self.maybe(0.8):  # and so without a refund
            return home
        if self._happens("part_season", kinds):
            home["from"] = self.day(dt.date(WINTER, 11, 16), dt.date(WINTER + 1, 1, 20))
        elif self._happens("early_start", kinds):
            home["from"] = self.day(dt.date(WINTER, 9, 20), dt.date(WINTER, 10, 19))
        if self._happens("part_season", kinds):
            home["to"] = self.day(dt.date(WINTER + 1, 2, 1), dt.date(WINTER + 1, 3, 14))
        elif self._happens("extension", kinds):
            home["to"] = self.day(dt.date(WINTER + 1, 4, 11), dt.date(WINTER + 1, 5, 1))
        if self._happens("outage", kinds):
            measures["outage_hours"] = self.random.randint(1, self.pick(200, 200, 2800))
        if self._happens("cold_room", kinds):
            rooms, months = (any(key in rule for rule in rules) for key in ("by_rooms", "weights"))
            if self.maybe(0.9 if rooms else 0.05):
                measures["cold_m2"] = self.number(1, 40)
            places = self.pick(0, 1)
            home["cold"] = [(self.number(10, 19, places), self.random.randint(1, 6)) for _ in range(self.pick(1, 2))]
            if self.maybe(0.9 if months else 0.1):
                home["cold"] = [(*each, self.pick(12, 1, 2, 2, 2, 2, 2, 2, 2, 6)) for each in home["cold"]]
        return home
