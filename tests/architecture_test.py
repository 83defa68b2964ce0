"""Includes point downward only, as docs/architecture.md says; nothing below plugin/ knows libpurple, Pidgin or GTK."""
import os, re, sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
MAY_INCLUDE = {
    "base": {"base"},
    "documents": {"documents", "base"},
    "numbers": {"numbers", "base"},
    "contacts": {"contacts", "numbers", "base"},
    "extractor": {"extractor", "numbers", "base"},
    "extractor/sources": {"extractor", "documents", "numbers", "base"},
    "exporters": {"exporters", "contacts", "documents", "numbers", "base"},
    "transports": {"transports", "exporters", "contacts", "numbers", "base"},
    "engine": {"engine", "transports", "exporters", "extractor", "contacts", "documents", "numbers", "base"},
    "command": {"command", "engine", "transports", "exporters", "extractor", "contacts", "documents", "numbers", "base"},
    "plugin": {"plugin"},
}
FOREIGN = re.compile(r"^(purple|libpurple/|pidgin|gtk|gdk|finch|gnt)", re.I)
faults, files = [], 0
for room, allowed in MAY_INCLUDE.items():
    rooms_inside = {os.path.join(ROOT, other) for other in MAY_INCLUDE if other.startswith(room + "/")}
    for folder, below, names in os.walk(os.path.join(ROOT, room)):
        below[:] = [name for name in below if os.path.join(folder, name) not in rooms_inside]
        for name in names:
            if not name.endswith((".h", ".cpp")):
                continue
            files += 1
            path = os.path.join(folder, name)
            for number, line in enumerate(open(path, encoding="utf-8"), 1):
                found = re.match(r'\s*#\s*include\s*([<"])([^>"]+)', line)
                if not found:
                    continue
                kind, target = found.groups()
                first = target.split("/")[0]
                where = "%s:%d" % (os.path.relpath(path, ROOT), number)
                if kind == '"' and first in MAY_INCLUDE and first not in allowed:
                    faults.append("%s: %s may not include %s" % (where, room, target))
                if kind == '"' and "/" not in target and room != "plugin":
                    faults.append("%s: say the room: %s" % (where, target))
                if room != "plugin" and FOREIGN.match(target):
                    faults.append("%s: only plugin/ may include %s" % (where, target))
            if name.endswith(".h") and not re.search(r"#pragma once|#ifndef \w+_H", open(path, encoding="utf-8").read()):
                faults.append("%s: no include guard" % os.path.relpath(path, ROOT))
page = open(os.path.join(ROOT, "docs", "architecture.md"), encoding="utf-8").read()
for room in MAY_INCLUDE:
    if "`%s/`" % room not in page:
        faults.append("docs/architecture.md does not name %s/" % room)
    if not os.path.isdir(os.path.join(ROOT, room)):
        faults.append("docs/architecture.md names %s/, which is not there" % room)
for found in re.findall(r"`([a-z_]+(?:/[a-z_.-]+)*/)`", page):
    places = ["", "tests", *MAY_INCLUDE]
    if not any(os.path.isdir(os.path.join(ROOT, place, found)) for place in places) and found != "documents/":
        faults.append("docs/architecture.md names %s, which is not there" % found)
if files < 30:
    faults.append("only %d source files were looked at" % files)
print("\n".join(faults) or "%d files keep to the rooms" % files)
sys.exit(1 if faults else 0)
