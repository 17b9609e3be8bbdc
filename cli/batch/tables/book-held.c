/* A workbook that was written, read again by our own reader: libxlsxwriter does
 * not say that a write of its own has failed. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "batch/tables/book.h"
#include "common/command.h"
#include "compile/read/xlsx.h"

struct held {
    const struct book *meant;
    struct xlsx xlsx;
    struct book_part part; /* as it stands in the file */
    struct buffer text;
    uint32_t sheets;
    bool inside, good; /* in <t> */
};

static const struct book_part *meant_parts(const struct held *h)
{
    return BUFFER_ROWS(&h->meant->parts, struct book_part);
}

static uint32_t meant_count(const struct held *h)
{
    return BUFFER_COUNT(&h->meant->parts, struct book_part);
}

/* ---- the list of sheets -------------------------------------------------- */

static void on_sheet(void *user, struct text name,
                     const struct xlsx_attributes *a)
{
    struct held *h = user;

    if (!text_equal(name, TEXT("sheet")))
        return;
    h->good = h->good && h->sheets < meant_count(h) &&
              text_equal(xlsx_attribute(a, "name"),
                         text_of(meant_parts(h)[h->sheets].name));
    h->sheets++;
}

static void pass_end(void *user, struct text name)
{
    (void)user, (void)name;
}

static void pass_text(void *user, struct text t)
{
    (void)user, (void)t;
}

/* ---- the cells of one ---------------------------------------------------- */

static void on_start(void *user, struct text name,
                     const struct xlsx_attributes *a)
{
    struct held *h = user;
    struct xlsx_area at;

    if (text_equal(name, TEXT("c"))) {
        h->good = h->good && xlsx_area(xlsx_attribute(a, "r"), &at);
        h->part.cells++;
        h->part.row = h->good ? at.top - 1 : 0;
        h->part.column = h->good ? at.left - 1 : 0;
    } else if (text_equal(name, TEXT("t"))) {
        buffer_reset(&h->text);
        h->inside = true;
    }
}

static void on_end(void *user, struct text name)
{
    struct held *h = user;

    if (!text_equal(name, TEXT("t")))
        return;
    h->inside = false;
    h->part.texts = book_hash(h->part.texts, buffer_view(&h->text));
}

static void on_text(void *user, struct text t)
{
    struct held *h = user;

    if (h->inside)
        buffer_text(&h->text, t);
}

static bool same_part(const struct book_part *a, const struct book_part *b)
{
    return a->cells == b->cells && a->texts == b->texts && a->row == b->row &&
           a->column == b->column;
}

/* ---- all ----------------------------------------------------------------- */

static bool read_part(struct held *h, uint32_t number)
{
    static const struct xlsx_events events = {on_start, on_end, on_text};
    char path[64];
    const int length =
        snprintf(path, sizeof(path), "xl/worksheets/sheet%u.xml", number + 1);

    h->part = (struct book_part){.cells = 0};
    return xlsx_part(&h->xlsx, (struct text){path, (size_t)length}, &events,
                     h) == XLSX_READ &&
           h->good && !h->text.failed &&
           same_part(&h->part, &meant_parts(h)[number]);
}

static void pass_start(void *user, struct text name,
                       const struct xlsx_attributes *a)
{
    (void)user, (void)name, (void)a;
}

/* What every workbook holds besides: whole XML, each. */
static bool read_rest(struct held *h)
{
    static const struct xlsx_events events = {pass_start, pass_end, pass_text};
    static const char *const paths[] = {
        "[Content_Types].xml",        "_rels/.rels",
        "docProps/app.xml",           "docProps/core.xml",
        "xl/_rels/workbook.xml.rels", "xl/styles.xml",
        "xl/theme/theme1.xml"};
    bool good = true;

    for (size_t i = 0; good && i < sizeof(paths) / sizeof(paths[0]); i++)
        good = xlsx_part(&h->xlsx, text_of(paths[i]), &events, h) == XLSX_READ;
    return good;
}

static bool read_parts(struct held *h)
{
    static const struct xlsx_events events = {on_sheet, pass_end, pass_text};
    bool good =
        xlsx_part(&h->xlsx, TEXT("xl/workbook.xml"), &events, h) == XLSX_READ &&
        h->good && h->sheets == meant_count(h);

    for (uint32_t i = 0; good && i < meant_count(h); i++)
        good = read_part(h, i);
    return good && read_rest(h);
}

static bool read_mapped(const struct book *meant, const char *path, void *bytes,
                        size_t size)
{
    struct compile_faults faults = {0};
    struct build build = {.faults = &faults};
    struct table table = {.file = path,
                          .bytes = {.data = bytes, .length = size}};
    struct held held = {
        .meant = meant,
        .xlsx = {.build = &build, .table = &table, .ours = true},
        .good = true};
    const bool good = read_parts(&held);

    buffer_free(&held.text);
    compile_faults_free(&faults);
    return good;
}

bool book_is_held(const struct book *meant, const char *path)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat st;
    void *bytes = MAP_FAILED;
    bool good = false;

    if (fd >= 0 && fstat(fd, &st) == 0 && st.st_size > 0)
        bytes = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (bytes != MAP_FAILED) {
        good = read_mapped(meant, path, bytes, (size_t)st.st_size);
        munmap(bytes, (size_t)st.st_size);
    }
    if (fd >= 0)
        close(fd);
    return good;
}
