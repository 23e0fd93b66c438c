"""The names of the kinds of rule."""

TEXTS = {
    "ceiling_height": ("层高加收", "Ceiling height"),
    "part_season": ("部分时段供热", "Part season"),
    "stopped_supply": ("停止供热", "Stopped supply"),
    "relief": ("优惠", "Relief"),
    "price_subsidy": ("价格补贴", "Price subsidy"),
    "early_payment": ("提前缴费", "Early payment"),
    "late_payment": ("逾期缴费", "Late payment"),
    "outage": ("停热退费", "Outage"),
    "cold_room": ("室温不达标退费", "Cold room"),
    "early_start": ("提前供热", "Early start"),
    "extension": ("延长供热", "Extension"),
}
