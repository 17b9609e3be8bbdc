/* Instead of compile/read/xlsx-part.c and cli/figures/book.c: pregroup.exe has
 * no libarchive and no zlib. */
#include "common/command.h"
#include "compile/read/xlsx.h"
#include "figures/book.h"

struct text xlsx_attribute(const struct xlsx_attributes *a, const char *name)
{
    (void)a, (void)name;
    return TEXT("");
}

void xlsx_fault(struct xlsx *x, const char *wrong, const char *right)
{
    fault_add(x->build->faults,
              (struct place){x->table->file, 0, 0, x->table->sheet}, right,
              "%s", wrong);
}

enum xlsx_outcome xlsx_part(struct xlsx *x, struct text path,
                            const struct xlsx_events *events, void *user)
{
    (void)path, (void)events, (void)user;
    xlsx_fault(x, "Windows 版的命令不读 XLSX", "请另存为 CSV，或在 Linux 上读");
    return XLSX_FAULT;
}

enum xlsx_outcome xlsx_part_open(struct xlsx *x, struct text path,
                                 const struct xlsx_events *events, void *user,
                                 struct xlsx_part **out)
{
    *out = NULL;
    return xlsx_part(x, path, events, user);
}

bool xlsx_part_more(struct xlsx_part *p)
{
    (void)p;
    return false;
}

enum xlsx_outcome xlsx_part_close(struct xlsx_part *p)
{
    (void)p;
    return XLSX_FAULT;
}

bool figures_book_open(struct figures_book *b, const char *path)
{
    (void)b;
    return command_refused("%s：这一版的命令不写 XLSX，请用 -f csv", path);
}

void figures_book_add(struct figures_book *b, const struct run *r)
{
    (void)b, (void)r;
}

bool figures_book_close(struct figures_book *b, bool wanted)
{
    (void)b, (void)wanted;
    return true;
}
