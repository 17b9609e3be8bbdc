/*
 * fuzz_figures.c -- any bytes as a file of <figures>, a zero, and the table
 * that it is computed over: faults in words, or figures, the same twice.
 */
#include "build-kit.h"

#include "figures/run.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void show(struct figures *f, struct build *b, struct table *table,
                 struct buffer *out)
{
    static struct run run; /* too large for the stack */

    if (!table_head(b, table, f->headings, f->columns) ||
        table->data == table_rows(table))
        return;
    assert(run_open(&run, f, table));
    figures_show(&run, false, out);
    figures_show(&run, true, out);
    run_close(&run);
}

static void compute_set(struct build *b, struct region *region,
                        const xmlNode *node, const char *path,
                        struct buffer *out)
{
    static struct figures f;
    struct table table = {0};

    if (figures_open(&f, region, node, NULL, 0) &&
        table_open(b, path, TEXT(""), (struct place){0}, &table))
        show(&f, b, &table, out);
    table_close(&table);
    figures_close(&f);
}

static void compute(const char *path, const char *table, struct buffer *out)
{
    struct compile_faults notes = {0}, faults = {.notes = &notes};
    struct document d;
    struct build b;

    assert(build_open(&b, &faults));
    document_open(&d, &b, path, &figures_document);
    if (d.root != NULL && element_is(d.root, "figures"))
        compute_set(&b, &d.region, d.root, table, out);
    else if (d.root != NULL)
        ELEMENT_EACH (n, d.root, "figures")
            compute_set(&b, &d.region, n, table, out);
    document_close(&d);
    for (size_t i = 0; i < faults.count; i++)
        compile_fault_show(&faults.items[i], out);
    build_close(&b);
    compile_faults_free(&notes);
    compile_faults_free(&faults);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *zero = memchr(data, 0, size);
    const size_t length = zero == NULL ? size : (size_t)(zero - data);
    const size_t behind = length + (zero != NULL);
    struct buffer first = {0}, second = {0};
    char path[64], table[64];
    const int fds[] = {
        build_kit_file(data, length, path, sizeof(path)),
        build_kit_file(data + behind, size - behind, table, sizeof(table))};

    compute(path, table, &first);
    compute(path, table, &second);
    assert(text_equal(buffer_view(&first), buffer_view(&second)));
    buffer_free(&first);
    buffer_free(&second);
    close(fds[0]);
    close(fds[1]);
    return 0;
}
