#include "batch/page/html-report.h"
#include "batch/tables/writer.h"
#include "common/files.h"

static bool write_summary(const struct batch_rows *rows, const char *path)
{
    struct buffer out = {0};
    bool good;

    summary_put(rows->summary, rows->facts, &out);
    good = file_make(path, &out) && file_is(path, &out);
    buffer_free(&out);
    return good;
}

const struct batch_writer summary_writer = {"summary.json", false, NULL,
                                            write_summary};

const struct batch_writer *const batch_writers[] = {
    &report_writer, &xlsx_writer,    &worklists_writer,
    &db_writer,     &summary_writer, NULL};
