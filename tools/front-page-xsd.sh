#!/bin/sh
# front-page-xsd.sh KNOWLEDGE -- prints front-page.xsd: elements, types and
# names are those of KNOWLEDGE/fields.csv, lists and what a row of them is
# called those of KNOWLEDGE/dialects/front-page.csv.
set -eu

cat <<'END'
<?xml version="1.0" encoding="UTF-8"?>
<!-- The canonical front page: what `pregroup convert -t front-page` writes and
     the dialect front-page reads. Made from knowledge/fields.csv and
     knowledge/dialects/front-page.csv; docs/convert.md. -->
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"
           xmlns="urn:pregroup:front-page:1"
           targetNamespace="urn:pregroup:front-page:1"
           elementFormDefault="qualified">

  <xs:element name="front_pages">
    <xs:complexType>
      <xs:sequence>
        <xs:element ref="front_page" minOccurs="0" maxOccurs="unbounded"/>
      </xs:sequence>
    </xs:complexType>
  </xs:element>

  <!-- Nothing (the item was left empty) or `-` (it was struck out). -->
  <xs:simpleType name="none">
    <xs:restriction base="xs:token">
      <xs:enumeration value=""/>
      <xs:enumeration value="-"/>
    </xs:restriction>
  </xs:simpleType>

  <xs:simpleType name="date">
    <xs:union memberTypes="xs:date none"/>
  </xs:simpleType>

  <!-- As precise as the source told it. -->
  <xs:simpleType name="time">
    <xs:union memberTypes="xs:dateTime xs:date none"/>
  </xs:simpleType>

  <!-- Yuan, days, hours, grams, completed years, days of an infant. -->
  <xs:simpleType name="number">
    <xs:union memberTypes="xs:decimal none"/>
  </xs:simpleType>

  <!-- With + or * behind it, and perhaps the asterisk code: E11.2+N08.3* -->
  <xs:simpleType name="code_text">
    <xs:restriction base="xs:token">
      <xs:pattern value="[0-9A-Za-z][0-9A-Za-z.+*/]*"/>
    </xs:restriction>
  </xs:simpleType>
  <xs:simpleType name="code">
    <xs:union memberTypes="code_text none"/>
  </xs:simpleType>

END

awk -F, '
function element(name, type, words) {
    gsub(/&/, "\\&amp;", words)
    gsub(/</, "\\&lt;", words)
    return "<xs:element name=\"" name "\" type=\"" type "\" minOccurs=\"0\">" \
        "\n@  <xs:annotation><xs:documentation xml:lang=\"zh\">" words \
        "</xs:documentation></xs:annotation>\n@</xs:element>"
}
function put(indent, lines) {
    gsub(/@/, indent, lines)
    print indent lines
}
BEGIN {
    split("text xs:string choice xs:string id xs:string date date time time" \
        " count number amount number weight number age number" \
        " infant-age number hour number duration number" \
        " diagnosis code procedure code morphology code tcm code", pairs, " ")
    for (i = 1; i in pairs; i += 2)
        type[pairs[i]] = pairs[i + 1]
    print "  <xs:element name=\"front_page\">"
    print "    <xs:complexType>\n      <xs:all>"
}
{ sub(/\r$/, "") }
# /diagnoses/diagnosis#/*,diagnoses[#].*,,,name of the list
NR == FNR {
    if (split($1, steps, "/") == 4 && sub(/#$/, "", steps[3])) {
        item[steps[2]] = steps[3]
        words[steps[2]] = $5
    }
    next
}
FNR == 1 { next }
!($3 in type) {
    print FILENAME ":" FNR ": no type of the schema for " $3 >"/dev/stderr"
    status = 1
    exit
}
split($1, parts, ".") == 1 {
    put("        ", element($1, type[$3], $2))
    next
}
!(parts[1] in columns) {
    lists[++count] = parts[1]
    put("        ", element(parts[1], parts[1], words[parts[1]]))
}
{
    columns[parts[1]] = columns[parts[1]] \
        "\n            " element(parts[2], type[$3], $2)
}
END {
    if (status)
        exit status
    print "      </xs:all>\n    </xs:complexType>\n  </xs:element>"
    for (i = 1; i <= count; i++) {
        print "\n  <xs:complexType name=\"" lists[i] "\">\n    <xs:sequence>"
        print "      <xs:element name=\"" item[lists[i]] \
            "\" minOccurs=\"0\" maxOccurs=\"unbounded\">"
        print "        <xs:complexType>\n          <xs:all>"
        gsub(/@/, "            ", columns[lists[i]])
        print substr(columns[lists[i]], 2)
        print "          </xs:all>\n        </xs:complexType>"
        print "      </xs:element>\n    </xs:sequence>\n  </xs:complexType>"
    }
    print "</xs:schema>"
}' "$1/dialects/front-page.csv" "$1/fields.csv"
