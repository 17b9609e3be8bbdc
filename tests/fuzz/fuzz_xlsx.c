/*
 * fuzz_xlsx.c -- any bytes as a table: a whole file, or one part of a workbook
 * whose other parts are sound (the first byte chooses), for no change of a
 * compressed part survives its checksum. Faults in words or cells that can be
 * read; the same bytes give the same.
 */
#define _GNU_SOURCE /* memfd_create */
#include <archive.h>
#include <archive_entry.h>
#include <assert.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "compile/build/fault.h"
#include "compile/read/table.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define RELS "http://schemas.openxmlformats.org/package/2006/relationships"
#define DOCS                                                                   \
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

static const struct {
    const char *path, *content;
} parts[] = {
    {"xl/worksheets/sheet1.xml",
     "<worksheet xmlns=\"" MAIN "\"><sheetData><row r=\"1\"><c r=\"A1\" "
     "t=\"s\"><v>0</v></c><c s=\"0\"><v>45444.5</v></c></row></sheetData>"
     "</worksheet>"},
    {"xl/sharedStrings.xml",
     "<sst xmlns=\"" MAIN "\"><si><t>code</t></si></sst>"},
    {"xl/styles.xml",
     "<styleSheet xmlns=\"" MAIN "\"><cellXfs><xf numFmtId=\"14\"/></cellXfs>"
     "</styleSheet>"},
    {"xl/workbook.xml",
     "<workbook xmlns=\"" MAIN "\" xmlns:r=\"" DOCS
     "\"><sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"r1\"/></sheets>"
     "</workbook>"},
    {"xl/_rels/workbook.xml.rels",
     "<Relationships xmlns=\"" RELS "\"><Relationship Id=\"r1\" Type=\"" DOCS
     "/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"r2\" "
     "Type=\"" DOCS "/sharedStrings\" Target=\"sharedStrings.xml\"/>"
     "<Relationship Id=\"r3\" Type=\"" DOCS
     "/styles\" Target=\"styles.xml\"/></Relationships>"},
    {"_rels/.rels",
     "<Relationships xmlns=\"" RELS "\"><Relationship Id=\"a\" Type=\"" DOCS
     "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"},
};
#define PARTS (sizeof parts / sizeof *parts)

static void add_part(struct archive *zip, const char *path, const void *content,
                     size_t length)
{
    struct archive_entry *entry = archive_entry_new();

    archive_entry_set_pathname(entry, path);
    archive_entry_set_size(entry, (la_int64_t)length);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    assert(archive_write_header(zip, entry) == ARCHIVE_OK);
    assert(archive_write_data(zip, content, length) == (la_ssize_t)length);
    archive_entry_free(entry);
}

/* A workbook whose part `which` is the input. */
static void write_book(int fd, size_t which, const uint8_t *data, size_t size)
{
    struct archive *zip = archive_write_new();

    assert(archive_write_set_format_zip(zip) == ARCHIVE_OK);
    assert(archive_write_set_options(zip, "compression=store") == ARCHIVE_OK);
    assert(archive_write_open_fd(zip, fd) == ARCHIVE_OK);
    for (size_t i = 0; i < PARTS; i++)
        if (i == which)
            add_part(zip, parts[i].path, data, size);
        else
            add_part(zip, parts[i].path, parts[i].content,
                     strlen(parts[i].content));
    assert(archive_write_free(zip) == ARCHIVE_OK);
}

/* Reads the table; a sum over all its cells, or of its faults' count. */
static size_t read_table(const char *path)
{
    struct compile_faults notes = {0}, faults = {.notes = &notes};
    struct heading code = {TEXT("code"), true, -1};
    struct build build;
    struct table table;
    size_t sum = 0;

    assert(build_open(&build, &faults));
    if (table_open(&build, path, TEXT(""), (struct place){.file = path},
                   &table) &&
        table_head(&build, &table, &code, 1)) {
        for (uint32_t row = 0; row < table_rows(&table); row++)
            for (int column = -1; column < 40; column++) {
                const struct text cell = table_cell(&table, row, column);

                for (size_t i = 0; i < cell.length; i++)
                    sum += (unsigned char)cell.at[i];
            }
    } else {
        assert(faults.count != 0 || faults.left_out != 0);
        sum = faults.count;
    }
    table_close(&table);
    build_close(&build);
    compile_faults_free(&faults);
    compile_faults_free(&notes);
    return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const int fd = memfd_create("fuzz.xlsx", 0);
    char path[64];
    size_t first;

    assert(fd >= 0);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    if (size > 0 && data[0] % (PARTS + 1) < PARTS)
        write_book(fd, data[0] % (PARTS + 1), data + 1, size - 1);
    else if (size > 0)
        assert(write(fd, data + 1, size - 1) == (ssize_t)(size - 1));
    first = read_table(path);
    assert(read_table(path) == first);
    close(fd);
    return 0;
}
