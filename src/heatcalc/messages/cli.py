"""What the program says about itself."""

TEXTS = {
    "interrupted": ("已中断。", "Interrupted."),
    "bug": (
        "程序内部错误（{error}）。请报告此问题，并附上 heatcalc doctor 的输出；设 HEATCALC_DEBUG=1 可查看详情。",
        "Internal error ({error}). Please report it with the output of heatcalc doctor; HEATCALC_DEBUG=1 shows more.",
    ),
    "settings": ("设置", "Settings"),
    "setting_name": ("名称", "Name"),
    "setting_command": ("命令", "Command"),
    "setting_value": ("值", "Value"),
    "setting_origin": ("来源", "Origin"),
    "no_settings": ("没有设置；见 heatcalc help config。", "No settings; see heatcalc help config."),
    "doctor": (
        "报告问题时请附上以下内容（不含个人信息）",
        "Please include this in a bug report (it holds no personal data)",
    ),
    "wrong": ("发现的问题", "Problems found"),
    "see_help": ("用法见 {command} --help。", "See {command} --help."),
    "hint_missing": ("提示：可用 {options} 给出。", "hint: use {options}."),
    "written": ("已写入 {file}。", "Wrote {file}."),
    "sound": ("{file}：没有问题。", "{file}: no findings."),
    "findings": (
        "{file}：{errors} 处错误，{warnings} 处警告。",
        "{file}: errors {errors}, warnings {warnings}.",
    ),
}
