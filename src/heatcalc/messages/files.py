"""Files that cannot be read or written."""

TEXTS = {
    "unreadable": ("无法读取文件 {file}：{reason}。", "Cannot read {file}: {reason}."),
    "no_shipped_table": (
        "找不到随程序提供的价目表；请重新安装 heatcalc，或用 --tariffs 指定价目表。",
        "The table shipped with heatcalc is missing; reinstall heatcalc, or give a table with --tariffs.",
    ),
    "setting": (
        "{file}：没有“{name}”这个设置。可用：{names}。",
        '{file}: unknown setting "{name}". Available: {names}.',
    ),
    "unwritable": ("无法写入 {file}：{reason}。", "Cannot write {file}: {reason}."),
    "exists": (
        "文件 {file} 已存在；要覆盖请加 --force。",
        "{file} already exists; add --force to overwrite it.",
    ),
    "suffix": (
        "无法判断 {file} 的格式；文件名应以 {formats} 结尾。",
        "Cannot tell the format of {file}; use one of these extensions: {formats}.",
    ),
    "stdout": ("无法写到标准输出：{reason}。", "Cannot write to standard output: {reason}."),
}
