"""Texts of payment notices."""

TEXTS = {
    "title": ("供热费缴费通知单", "Heating payment notice"),
    "account": ("户号", "Account"),
    "name": ("户名", "Name"),
    "address": ("地址", "Address"),
    "tariff": ("计费", "Tariff"),
    "pay_by": ("缴费截止", "Pay by"),
    "phone": ("咨询电话", "Telephone"),
    "capitals": ("大写：", "In capitals: "),
    "code": ("缴费码", "Payment code"),
    "no_font": (
        "没有找到中文字体；请用 --font 指定一个 TrueType 字体文件。",
        "No font with Chinese characters was found; give a TrueType file with --font.",
    ),
    "bad_font": (
        "字体 {font} 不能用（{reason}）；需要 TrueType 轮廓的字体。",
        "The font {font} cannot be used ({reason}); a font with TrueType outlines is needed.",
    ),
    "no_glyph": (
        "字体里没有“{character}”（{code}），没有写出通知单；请用 --font 指定有这个字的字体。",
        'No font has "{character}" ({code}), so no notice was written; use --font to give one that does.',
    ),
    "no_home": (
        "请给出一户（--area 等）或一份台账（--ledger）。",
        "Give a home (--area and so on) or a ledger (--ledger).",
    ),
    "home_and_ledger": (
        "一户（--area 等）和台账（--ledger）只能给一样。",
        "Give either a home (--area and so on) or a ledger (--ledger), not both.",
    ),
    "image": ("{file} 不是 PNG 或 JPEG 图片。", "{file} is not a PNG or JPEG image."),
    "made": ("共 {notices} 张通知单，退回 {rejects} 行。", "{notices} notices, {rejects} lines rejected."),
    "nothing": ("没有可以开通知单的用户。", "There is no household to make a notice for."),
}
