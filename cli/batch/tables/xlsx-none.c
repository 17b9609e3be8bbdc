/* A build without libxlsxwriter: no results.xlsx. */
#include <stdio.h>

#include "batch/tables/writer.h"

static bool tell_no_workbook(const struct batch_options *options)
{
    if (!options->no_xlsx && !options->quiet)
        fputs("没有 results.xlsx：本程序编译时没有带 libxlsxwriter\n", stderr);
    return false;
}

const struct batch_writer xlsx_writer = {"results.xlsx", tell_no_workbook,
                                         NULL};
