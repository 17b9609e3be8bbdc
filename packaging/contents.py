#!/usr/bin/env python3
"""contents.py SRCDIR VERSION WHEN DIR -- prints what is inside the files of a
release in DIR, as SPDX 2.3 in JSON: each file with its checksum, and of what
is linked in or packed, the version and the licence. WHEN is in seconds. Called
in the build folder."""
import datetime
import glob
import hashlib
import json
import os
import re
import subprocess
import sys

SRCDIR, VERSION, WHEN, DIR = sys.argv[1:]


def pinned(name):
    """The version of a library whose source sources.sh fetches."""
    with open(f"{SRCDIR}/packaging/platform/sources.sh",
              encoding="utf-8") as script:
        return re.search(f"^{name}=(.*)$", script.read(), re.MULTILINE)[1]


def installed(package):
    """The version of a package of this machine."""
    return subprocess.run(
        ["dpkg-query", "-W", "-f", "${Version}", package],
        capture_output=True, text=True, check=True).stdout


def in_chroot(suite):
    """What the packages of a Debian release have inside, and its versions."""
    with open(f"chroots/{suite}/debs/parts", encoding="utf-8") as rows:
        return dict(row.split() for row in rows)


def part(name, version, licence, origin):
    key = re.sub(r"[^A-Za-z0-9.-]", "-", f"{name}-{version}")
    return {"SPDXID": f"SPDXRef-{key}", "name": name, "versionInfo": version,
            "licenseDeclared": licence, "licenseConcluded": licence,
            "copyrightText": "NOASSERTION", "filesAnalyzed": False,
            "downloadLocation": origin}


def digest(path, kind):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, kind).hexdigest()


LICENCES = {"libxml2": "MIT", "jansson": "MIT", "mingw-w64": "ZPL-2.1",
            "wasi-libc": "Apache-2.0 WITH LLVM-exception AND MIT",
            "node-chart.js": "MIT"}


def parts_of(name):
    """(part, version) of what a file of the release has inside besides us."""
    command = re.match(r"pregroup[_-][\d.]+-\d.*\.(deb|rpm)$", name)
    if re.search(r"-(linux-\w+|windows-\w+|web)\.(zip|tar\.xz)$", name):
        yield "libxml2", pinned("libxml2")
        yield "jansson", pinned("jansson")
        if name.endswith("-web.tar.xz"):
            yield "wasi-libc", installed("wasi-libc")
        if "-windows-" in name:
            yield "mingw-w64", installed("mingw-w64-common")
    elif re.search(r"-(doc|dev|devel|dbgsym|debuginfo|debugsource)[_-]", name):
        return
    elif name.endswith(".rpm"):
        yield "jansson", pinned("jansson")
        if command:
            yield "node-chart.js", installed("libjs-chart.js")
    elif name.endswith(".deb"):
        suite = name[:-len(".deb")].rpartition("_")[2]
        known = in_chroot(suite) if os.path.exists(f"chroots/{suite}") else {
            "jansson": installed("libjansson-dev"),
            "node-chart.js": installed("libjs-chart.js")}
        for one, version in known.items():
            if one == "jansson" or command:
                yield one, version


def main():
    files = sorted(path for path in glob.glob(f"{DIR}/*")
                   if path.endswith((".zip", ".xz", ".deb", ".rpm")))
    inside = {path: list(parts_of(os.path.basename(path))) for path in files}
    ours = part("pregroup", VERSION, "Apache-2.0", "NOASSERTION")
    known = {one: part(*one, LICENCES[one[0]],
                       f"https://packages.debian.org/source/{one[0]}")
             for one in sorted({one for ones in inside.values()
                                for one in ones})}
    ids = {path: f"SPDXRef-File-{i}" for i, path in enumerate(files, 1)}
    json.dump({
        "spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT", "name": f"pregroup-{VERSION}",
        "documentNamespace": f"urn:pregroup:release:{VERSION}:{WHEN}",
        "creationInfo": {
            "created": datetime.datetime.fromtimestamp(
                int(WHEN), datetime.timezone.utc).strftime(
                    "%Y-%m-%dT%H:%M:%SZ"),
            "creators": ["Tool: packaging/contents.py"]},
        "packages": [ours, *known.values()],
        "files": [{
            "SPDXID": ids[path], "fileName": f"./{os.path.basename(path)}",
            "checksums": [{"algorithm": kind, "checksumValue":
                           digest(path, kind.lower())}
                          for kind in ("SHA1", "SHA256")],
            "licenseConcluded": "NOASSERTION",
            "copyrightText": "NOASSERTION"} for path in files],
        "relationships": [
            {"spdxElementId": "SPDXRef-DOCUMENT",
             "relationshipType": "DESCRIBES",
             "relatedSpdxElement": ours["SPDXID"]},
            *({"spdxElementId": ids[path], "relationshipType": "CONTAINS",
               "relatedSpdxElement": one["SPDXID"]}
              for path, ones in inside.items()
              for one in (ours, *map(known.get, ones)))]},
        sys.stdout, indent=1)
    print()


main()
