#include "batch/page/html-report.h"

/* html-bytes.S */
#define PIECE(name)                                                            \
    extern const char name[] __attribute__((visibility("hidden")));            \
    extern const char name##_end[] __attribute__((visibility("hidden")))
PIECE(pregroup_report_style);
PIECE(pregroup_report_script);
PIECE(pregroup_report_charts);

static struct text between(const char *from, const char *to)
{
    return (struct text){from, (size_t)(to - from)};
}

struct text html_style(void)
{
    return between(pregroup_report_style, pregroup_report_style_end);
}

struct text html_script(void)
{
    return between(pregroup_report_script, pregroup_report_script_end);
}

struct text html_charts(void)
{
    return between(pregroup_report_charts, pregroup_report_charts_end);
}
