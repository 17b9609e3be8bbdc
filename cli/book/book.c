#include "book/book.h"

#include <stdio.h>
#include <stdlib.h>

#include "book/sheet-parts.h"
#include "pack/pack.h"

/* A text that is kept once, and how many of them. */
#define SHARED_BYTES 1024u
#define SHARED_MAX 65536u
#define SLOTS (SHARED_MAX * 2)

#define SHEET_KIND                                                             \
    "application/vnd.openxmlformats-officedocument.spreadsheetml."
#define RELATED                                                                \
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define OPEN_PACKAGE "http://schemas.openxmlformats.org/package/2006/"

/* ---- texts that are kept once -------------------------------------------- */

static const struct book_text *text_at(const struct book *b, uint32_t n)
{
    return BUFFER_ROWS(&b->shared, struct book_text) + n;
}

static bool is_text(const struct book *b, const struct book_text *kept,
                    struct text t)
{
    return kept->length == t.length &&
           memcmp(b->texts.data + kept->at, t.at, t.length) == 0;
}

uint32_t book_shared(struct book *b, struct text t, uint32_t likely,
                     bool may_add)
{
    const uint32_t count = BUFFER_COUNT(&b->shared, struct book_text);

    if (t.length > SHARED_BYTES || b->failed)
        return BOOK_NOT_SHARED;
    if (likely < count && is_text(b, text_at(b, likely), t))
        return likely;
    const uint64_t hash = pack_hash(t.at, t.length, 0);
    const struct book_text fresh = {hash, (uint32_t)b->texts.length,
                                    (uint32_t)t.length};
    uint32_t slot = (uint32_t)hash & (SLOTS - 1);

    for (; b->slots[slot] != 0; slot = (slot + 1) & (SLOTS - 1)) {
        const struct book_text *kept = text_at(b, b->slots[slot] - 1);

        if (kept->hash == hash && is_text(b, kept, t))
            return b->slots[slot] - 1;
    }
    if (!may_add || count == SHARED_MAX)
        return BOOK_NOT_SHARED;
    buffer_text(&b->texts, t);
    buffer_put(&b->shared, &fresh, sizeof(fresh));
    b->failed = b->failed || b->texts.failed || b->shared.failed;
    b->slots[slot] = count + 1;
    return count;
}

/* ---- parts that every workbook has --------------------------------------- */

static void put_part(struct book *b, const char *name, const char *bytes)
{
    zip_begin(&b->zip, name, 0);
    zip_put(&b->zip, bytes, strlen(bytes));
    zip_end(&b->zip, TEXT(""));
}

static void put_made(struct book *b, const char *name)
{
    b->failed = b->failed || b->xml.failed;
    if (b->failed)
        return;
    zip_begin(&b->zip, name, 0);
    zip_put(&b->zip, b->xml.data, b->xml.length);
    zip_end(&b->zip, TEXT(""));
    buffer_reset(&b->xml);
}

static void put_strings(struct book *b)
{
    char *out;

    buffer_string(&b->xml, BOOK_XML "<sst xmlns=\"" BOOK_MAIN "\">");
    BUFFER_EACH (kept, &b->shared, struct book_text) {
        const struct text t = {b->texts.data + kept->at, kept->length};

        buffer_string(&b->xml, "<si>");
        out = buffer_reserve(&b->xml, BOOK_STRING_ROOM(t.length));
        if (out != NULL)
            b->xml.length += (size_t)(book_put_string(out, t) - out);
        buffer_string(&b->xml, "</si>");
    }
    buffer_string(&b->xml, "</sst>");
    put_made(b, "xl/sharedStrings.xml");
}

static void put_formatted(struct buffer *out, const char *format, unsigned n,
                          const char *text)
{
    char line[512];

    snprintf(line, sizeof(line), format, n, text);
    buffer_string(out, line);
}

static void put_types(struct book *b)
{
    const uint32_t sheets = BUFFER_COUNT(&b->names, struct book_name);

    buffer_string(
        &b->xml, BOOK_XML
        "<Types xmlns=\"" OPEN_PACKAGE "content-types\">"
        "<Default Extension=\"rels\" ContentType=\"application/"
        "vnd.openxmlformats-package.relationships+xml\"/>"
        "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
        "<Override PartName=\"/xl/workbook.xml\" ContentType=\"" SHEET_KIND
        "sheet.main+xml\"/>"
        "<Override PartName=\"/xl/styles.xml\" ContentType=\"" SHEET_KIND
        "styles+xml\"/>"
        "<Override PartName=\"/xl/sharedStrings.xml\" ContentType=\"" SHEET_KIND
        "sharedStrings+xml\"/>");
    for (uint32_t i = 0; i < sheets; i++)
        put_formatted(&b->xml,
                      "<Override PartName=\"/xl/worksheets/sheet%u.xml\" "
                      "ContentType=\"%sworksheet+xml\"/>",
                      i + 1, SHEET_KIND);
    buffer_string(&b->xml, "</Types>");
    put_made(b, "[Content_Types].xml");
}

static void put_relations(struct book *b)
{
    const uint32_t sheets = BUFFER_COUNT(&b->names, struct book_name);

    buffer_string(&b->xml, BOOK_XML "<Relationships xmlns=\"" OPEN_PACKAGE
                                    "relationships\">");
    for (uint32_t i = 0; i < sheets; i++) {
        put_formatted(&b->xml, "<Relationship Id=\"r%u\" Type=\"%s/worksheet\"",
                      i + 1, RELATED);
        put_formatted(&b->xml, " Target=\"worksheets/sheet%u.xml\"/>", i + 1,
                      "");
    }
    put_formatted(&b->xml,
                  "<Relationship Id=\"r%u\" Type=\"%s/styles\" "
                  "Target=\"styles.xml\"/>",
                  sheets + 1, RELATED);
    put_formatted(&b->xml,
                  "<Relationship Id=\"r%u\" Type=\"%s/sharedStrings\" "
                  "Target=\"sharedStrings.xml\"/></Relationships>",
                  sheets + 2, RELATED);
    put_made(b, "xl/_rels/workbook.xml.rels");
}

/* What prints on each page, and what the filter takes, are names. */
static void put_names(struct book *b)
{
    unsigned n = 0;

    buffer_string(&b->xml, "</sheets><definedNames>");
    BUFFER_EACH (sheet, &b->names, struct book_name)
        put_formatted(&b->xml,
                      "<definedName name=\"_xlnm._FilterDatabase\" "
                      "localSheetId=\"%u\" hidden=\"1\">%s</definedName>",
                      n++, sheet->filter);
    n = 0;
    BUFFER_EACH (sheet, &b->names, struct book_name) {
        if (sheet->printed[0] != '\0')
            put_formatted(&b->xml,
                          "<definedName name=\"_xlnm.Print_Area\" "
                          "localSheetId=\"%u\">%s</definedName>",
                          n, sheet->printed);
        n++;
    }
    n = 0;
    BUFFER_EACH (sheet, &b->names, struct book_name)
        put_formatted(&b->xml,
                      "<definedName name=\"_xlnm.Print_Titles\" "
                      "localSheetId=\"%u\">'%s'!$1:$1</definedName>",
                      n++, sheet->name);
    buffer_string(&b->xml, "</definedNames></workbook>");
}

static void put_workbook(struct book *b)
{
    unsigned n = 0;

    buffer_string(&b->xml, BOOK_XML
                  "<workbook xmlns=\"" BOOK_MAIN "\" xmlns:r=\"" RELATED
                  "\"><bookViews><workbookView/></bookViews><sheets>");
    BUFFER_EACH (sheet, &b->names, struct book_name) {
        n++;
        put_formatted(&b->xml, "<sheet sheetId=\"%u\" name=\"%s\"", n,
                      sheet->name);
        put_formatted(&b->xml, " r:id=\"r%u\"/>", n, "");
    }
    put_names(b);
    put_made(b, "xl/workbook.xml");
}

static void put_styles(struct book *b)
{
    static const char *const fills[TONES] = {[TONE_RED] = "FFFFC7CE",
                                             [TONE_AMBER] = "FFFFEB9C",
                                             [TONE_BLUE] = "FFDDEBF7",
                                             [TONE_HEAD] = "FFD9E1F2"};
    /* Of the forms of sheet-parts.h: those from 164 on are our own. */
    static const unsigned formats[FORMS] = {49, 164, 3, 165, 10, 166, 49};

    buffer_string(&b->xml, BOOK_XML
                  "<styleSheet xmlns=\"" BOOK_MAIN "\"><numFmts count=\"3\">"
                  "<numFmt numFmtId=\"164\" formatCode=\"#,##0.00##\"/>"
                  "<numFmt numFmtId=\"165\" "
                  "formatCode=\"#,##0.00;[Red]-#,##0.00\"/>"
                  "<numFmt numFmtId=\"166\" formatCode=\"yyyy-mm-dd\"/>"
                  "</numFmts><fonts count=\"2\"><font><sz val=\"11\"/>"
                  "<name val=\"等线\"/></font><font><b/><sz val=\"11\"/>"
                  "<name val=\"等线\"/></font></fonts><fills count=\"6\">"
                  "<fill><patternFill patternType=\"none\"/></fill>"
                  "<fill><patternFill patternType=\"gray125\"/></fill>");
    for (unsigned t = TONE_RED; t < TONES; t++) {
        buffer_string(&b->xml, "<fill><patternFill patternType=\"solid\">"
                               "<fgColor rgb=\"");
        buffer_string(&b->xml, fills[t]);
        buffer_string(&b->xml, "\"/></patternFill></fill>");
    }
    buffer_string(&b->xml,
                  "</fills><borders count=\"1\"><border/></borders>"
                  "<cellStyleXfs count=\"1\"><xf/></cellStyleXfs><cellXfs>"
                  "<xf xfId=\"0\"/>");
    for (unsigned f = 0; f < FORMS; f++)
        for (unsigned t = 0; t < TONES; t++) {
            put_formatted(&b->xml,
                          "<xf numFmtId=\"%u\" xfId=\"0\" "
                          "applyNumberFormat=\"1\" applyFill=\"1\" "
                          "applyAlignment=\"1\"%s",
                          formats[f],
                          t == TONE_HEAD ? " fontId=\"1\" applyFont=\"1\""
                                         : "");
            put_formatted(&b->xml,
                          " fillId=\"%u\"><alignment vertical=\"top\"%s/></xf>",
                          t == TONE_PLAIN ? 0 : t + 1,
                          f == FORM_LINES ? " wrapText=\"1\"" : "");
        }
    buffer_string(
        &b->xml, "</cellXfs><cellStyles count=\"1\"><cellStyle name=\"Normal\" "
                 "xfId=\"0\" builtinId=\"0\"/></cellStyles></styleSheet>");
    put_made(b, "xl/styles.xml");
}

/* ---- all ----------------------------------------------------------------- */

void book_open(struct book *b, const char *path)
{
    *b = (struct book){.slots = calloc(SLOTS, sizeof(*b->slots))};
    zip_open(&b->zip, path);
    b->failed = b->slots == NULL;
    /* The first part, by which the kind of a file is told. */
    put_part(b, "_rels/.rels",
             BOOK_XML "<Relationships xmlns=\"" OPEN_PACKAGE "relationships\">"
                      "<Relationship Id=\"r1\" Type=\"" RELATED
                      "/officeDocument\" Target=\"xl/workbook.xml\"/>"
                      "</Relationships>");
}

bool book_close(struct book *b, const char *path)
{
    if (!b->failed) {
        put_strings(b);
        put_styles(b);
        put_workbook(b);
        put_relations(b);
        put_types(b);
    }
    const bool good = zip_close(&b->zip, path) && !b->failed;

    free(b->slots);
    buffer_free(&b->xml);
    buffer_free(&b->names);
    buffer_free(&b->shared);
    buffer_free(&b->texts);
    return good;
}
