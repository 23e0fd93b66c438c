"""Files that cannot be read or written."""

TEXTS = {
    "unreadable": ("无法读取文件 {file}：{reason}。", "Cannot read the file {file}: {reason}."),
    "no_shipped_table": (
        "找不到随程序提供的价目表；请重新安装 heatcalc，或用 --tariffs 指定价目表。",
        "The table shipped with heatcalc is missing; install heatcalc again, or name a table with --tariffs.",
    ),
    "setting": (
        "{file}：没有“{name}”这个设置。可用：{names}。",
        '{file}: there is no setting "{name}". There are: {names}.',
    ),
    "unwritable": ("无法写入 {file}：{reason}。", "Cannot write {file}: {reason}."),
    "exists": (
        "文件 {file} 已存在；要覆盖请加 --force。",
        "The file {file} exists; add --force to overwrite it.",
    ),
    "suffix": (
        "看不出 {file} 该写成哪种格式；文件名应以 {formats} 结尾。",
        "No telling which format {file} is to have; its name should end in one of {formats}.",
    ),
    "stdout": ("无法写到标准输出：{reason}。", "Cannot write to standard output: {reason}."),
}
