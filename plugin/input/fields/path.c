#include "input/fields/path.h"

#include <string.h>

/* Children that one test looks through: a hostile record has thousands. */
#define LOOKED_THROUGH 64

struct walk {
    struct tree *tree;
    struct collector *collector;
    const struct pack *pack;
    uint32_t rows[LIST_COUNT]; /* counted so far */
};

static const struct tree_node *path_node_at(const struct walk *w, uint32_t node)
{
    return &w->tree->nodes[node];
}

/* ---- tests --------------------------------------------------------------- */

static bool text_passes(const struct walk *w, const struct pack_path_test *test,
                        struct text text)
{
    bool found = false;

    text = text_trim(text);
    for (uint32_t i = 0; i < test->texts.count && !found; i++) {
        const struct text wanted =
            pack_text(w->pack, *PACK_ROW(w->pack, SECTION_PATH_TEXT, pack_text,
                                         test->texts.first + i));
        found = test->test == TEST_EQUALS ? text_equal(text, wanted)
                                          : text_contains(text, wanted);
    }
    return found != (test->test == TEST_CONTAINS_NOT);
}

/* The test at the element it speaks of: one of its attributes, or its text.
 * What is not there is the empty text. */
static bool element_passes(const struct walk *w,
                           const struct pack_path_test *test, uint32_t element)
{
    uint32_t child = path_node_at(w, element)->child;

    if (test->attribute == PACK_NONE)
        return text_passes(w, test, path_node_at(w, element)->text);
    for (unsigned n = 0; child != TREE_NONE && n < LOOKED_THROUGH; n++) {
        const struct tree_node *c = path_node_at(w, child);
        if (c->attribute && c->name == test->attribute)
            return text_passes(w, test, c->text);
        child = c->next;
    }
    return text_passes(w, test, TEXT(""));
}

/* The first child element of the name, TREE_NONE if there is none. */
static uint32_t child_named(const struct walk *w, uint32_t element,
                            uint32_t name)
{
    uint32_t child = path_node_at(w, element)->child;

    for (unsigned n = 0; child != TREE_NONE && n < LOOKED_THROUGH; n++) {
        const struct tree_node *c = path_node_at(w, child);
        if (!c->attribute && c->name == name)
            return child;
        child = c->next;
    }
    return TREE_NONE;
}

static bool test_holds(const struct walk *w, const struct pack_path_test *test,
                       uint32_t element)
{
    const uint32_t *names = w->pack->sections[SECTION_PATH_NAME].rows;

    for (uint32_t i = 0; i < test->way.count && element != TREE_NONE; i++)
        element = child_named(w, element, names[test->way.first + i]);
    if (element == TREE_NONE)
        return text_passes(w, test, TEXT(""));
    return element_passes(w, test, element);
}

static bool step_holds(const struct walk *w, const struct pack_path_step *step,
                       uint32_t element)
{
    if (path_node_at(w, element)->name != step->name)
        return false;
    for (uint32_t i = 0; i < step->tests.count; i++)
        if (!test_holds(w,
                        PACK_ROW(w->pack, SECTION_PATH_TEST, pack_path_test,
                                 step->tests.first + i),
                        element))
            return false;
    return true;
}

/* ---- paths --------------------------------------------------------------- */

/* The element of a step above `below`; TREE_NONE if there is none. */
static uint32_t climb_path(const struct walk *w,
                           const struct pack_path_step *step, uint32_t below)
{
    uint32_t element = path_node_at(w, below)->parent;

    while (element != TREE_NONE && !step_holds(w, step, element))
        element = step->above ? path_node_at(w, element)->parent : TREE_NONE;
    return element;
}

/* True if the path leads to this element; *row is the one that makes a row of
 * a list, or TREE_NONE. */
static bool path_holds(const struct walk *w, const struct pack_path *path,
                       uint32_t element, uint32_t *row)
{
    const struct pack_path_step *step =
        PACK_ROW(w->pack, SECTION_PATH_STEP, pack_path_step, path->steps.first);

    *row = TREE_NONE;
    if (!step_holds(w, step, element))
        return false;
    for (uint32_t i = 0;;) {
        if (step->rows)
            *row = element;
        if (++i == path->steps.count)
            break;
        step++;
        element = climb_path(w, step, element);
        if (element == TREE_NONE)
            return false;
    }
    return !path->top || path_node_at(w, element)->parent == 0;
}

/* The number of a row of this field's list; rows of one element that stands
 * for several lists keep the first number. */
static uint32_t position_of(struct walk *w, const struct pack_tag *tag,
                            uint32_t row)
{
    struct tree_node *node = &w->tree->nodes[row];

    if (node->position == 0)
        node->position = ++w->rows[pack_field(w->pack, tag->child_field)->list];
    return node->position;
}

/* Hands on a value if this is its path; true if a required path holds. */
static bool try_path(struct walk *w, const struct pack_tag *tag,
                     uint32_t element, const struct tree_node *value)
{
    const struct pack_path *path =
        PACK_ROW(w->pack, SECTION_PATH, pack_path, tag->path);
    uint32_t row, position = 1;

    if ((path->attribute != PACK_NONE) != value->attribute ||
        !path_holds(w, path, element, &row))
        return false;
    if (row != TREE_NONE && tag->child_field != PACK_NO_FIELD)
        position = position_of(w, tag, row);
    collect_found(w->collector, tag, position, value->text, value->line);
    return (tag->flags & TAG_REQUIRED) != 0;
}

bool path_read(struct tree *tree, struct collector *collector)
{
    struct walk w = {
        .tree = tree, .collector = collector, .pack = collector->result->pack};
    const struct pack_dialect *dialect =
        PACK_ROW(w.pack, SECTION_DIALECT, pack_dialect, collector->dialect);
    bool required = !(dialect->flags & DIALECT_REQUIRES);

    for (uint32_t i = 0; i < tree->count; i++) {
        const struct tree_node value = tree->nodes[i];
        const uint32_t element = value.attribute ? value.parent : i;
        uint32_t next = value.name;

        while (next != PACK_NONE) {
            const struct pack_tag *tag =
                PACK_ROW(w.pack, SECTION_TAG, pack_tag, next);
            if (tag->path != PACK_NONE && try_path(&w, tag, element, &value))
                required = true;
            next = tag->next;
        }
    }
    return required;
}
