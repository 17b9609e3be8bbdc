"""A hospital's file over a region's (docs/region.md 8), written out as one
region.xml that the reference reads like any other.
"""
import os
import shutil
import xml.etree.ElementTree as ET

from codes import NAMESPACE

HOSPITAL = "{urn:pregroup:hospital:1}"
RANK = "hospitals"  # attribute of a <set>: it is the hospital's


def put_tables(root, given, sources, out):
    """The tables that are named, in `out`: the hospital's or the region's."""
    region, hospital = sources
    for node in root.iter():
        name = node.get("file")
        if name is None:
            continue
        source = (os.path.join(hospital, given[name]) if name in given
                  else os.path.join(region, name))
        node.set("file", os.path.basename(source))
        node.attrib.pop("fill", None)
        shutil.copy(source, out)


def put_sets(settlement, own):
    """The hospital's values behind the region's; none fills a blank any
    more."""
    for at, node in enumerate(own):
        new = ET.Element(NAMESPACE + "set", {**node.attrib, RANK: "yes"})
        settlement.insert(at, new)
    for node in list(settlement):
        if node.get("fill") is not None:
            settlement.remove(node)


def overlaid(region, hospital, out):
    """Writes region.xml and its tables to the new folder `out`; its path and
    the hospital's level."""
    os.makedirs(out)
    root, over = ET.parse(region).getroot(), ET.parse(hospital).getroot()
    given = {n.get("name"): n.get("path")
             for n in over.findall(HOSPITAL + "file")}
    put_tables(root, given, (os.path.dirname(region),
                             os.path.dirname(hospital)), out)
    put_sets(root.find(NAMESPACE + "settlement"),
             over.findall(HOSPITAL + "set"))
    path = os.path.join(out, "region.xml")
    ET.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)
    return path, over.get("level")
