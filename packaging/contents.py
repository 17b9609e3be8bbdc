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


def part(name, version, licence, origin):
    return {"SPDXID": f"SPDXRef-{name}", "name": name, "versionInfo": version,
            "licenseDeclared": licence, "licenseConcluded": licence,
            "copyrightText": "NOASSERTION", "filesAnalyzed": False,
            "downloadLocation": origin}


def debian(name, version, licence):
    return part(name, version, licence,
                f"https://packages.debian.org/source/{name}")


def digest(path, kind):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, kind).hexdigest()


def parts_of(name):
    """The names of the parts that a file of the release has inside."""
    yield "pregroup"
    if re.search(r"-(linux|windows)-\w+\.(zip|tar\.xz)$", name):
        yield from ("libxml2", "jansson")
    elif name.endswith((".deb", ".rpm")) and not re.search(
            r"-(doc|dev|devel)[_-]", name):
        yield "jansson"
    if "-windows-" in name:
        yield "mingw-w64"
    if re.match(r"pregroup[_-][\d.]+-\d.*\.(deb|rpm)$", name):
        yield "chart.js"


def main():
    files = sorted(path for path in glob.glob(f"{DIR}/*")
                   if path.endswith((".zip", ".xz", ".deb", ".rpm")))
    inside = {path: list(parts_of(os.path.basename(path))) for path in files}
    known = [
        part("pregroup", VERSION, "Apache-2.0", "NOASSERTION"),
        debian("libxml2", pinned("libxml2"), "MIT"),
        debian("jansson", pinned("jansson"), "MIT"),
        debian("mingw-w64", installed("mingw-w64-common"), "ZPL-2.1"),
        debian("chart.js", installed("libjs-chart.js"), "MIT")]
    used = {name for names in inside.values() for name in names}
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
        "packages": [one for one in known if one["name"] in used],
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
             "relatedSpdxElement": "SPDXRef-pregroup"},
            *({"spdxElementId": ids[path], "relationshipType": "CONTAINS",
               "relatedSpdxElement": f"SPDXRef-{name}"}
              for path, names in inside.items() for name in names)]},
        sys.stdout, indent=1)
    print()


main()
