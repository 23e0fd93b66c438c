"""Help texts of what a home may state, by the keywords of `heatcalc.inputs`."""

TEXTS: dict[str, tuple[str, str]] = {
    "area": ("建筑面积。", "Building area."),
    "usable": ("使用面积。", "Usable area."),
    "inner": ("套内面积。", "Area inside the home's walls."),
    "months": ("计费月数（您的假定）。", "Bill this many months (your own figure)."),
    "days": ("计费天数（您的假定）。", "Bill this many days (your own figure)."),
    "kwh": ("用热量，千瓦时。", "Heat used, in kWh."),
    "gj": ("用热量，吉焦。", "Heat used, in GJ."),
    "mwh": ("用热量，兆瓦时。", "Heat used, in MWh."),
    "height": ("层高，米。", "Ceiling height, in m."),
    "stopped": ("整个采暖季报停。", "The supply is stopped for the season."),
    "relief": ("享受的优惠，如 低保。", "The group whose relief applies to the home."),
    "paid_on": ("缴费日期，用于提前缴费优惠和逾期违约金。", "Date of payment, for discounts and late charges."),
    "supply_from": ("开始用热的日期，如不是采暖季第一天。", "First day of supply, if not the first of the season."),
    "supply_to": ("停止用热的日期，如不是采暖季最后一天。", "Last day of supply, if not the last of the season."),
    "cold": (
        "室温不达标的天数：17:10,15:3 指 17 度 10 天、15 度 3 天。",
        "Days with cold rooms: 17:10,15:3 is ten days at 17 degrees and three at 15.",
    ),
    "outage_hours": ("停热的小时数。", "Hours without heat."),
}
