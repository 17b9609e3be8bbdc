#include "convert/skeleton.h"

#include <stdlib.h>

#include "convert/conditions.h"
#include "record/lists.h"

#define FRAMES_DEEP 8 /* known paths that lead to one another */

/* How an element is told from others beside it. */
struct key {
    struct text name;
    const struct pack_path_step *step; /* NULL: without conditions */
    uint16_t shift;
    uint8_t list;
};

static const struct pack_tag *tag_of_row(const struct skeleton *s, uint32_t row)
{
    return PACK_ROW(s->pack, SECTION_TAG, pack_tag, row);
}

static const struct pack_path *path_of_tag(const struct skeleton *s,
                                           const struct pack_tag *tag)
{
    return PACK_ROW(s->pack, SECTION_PATH, pack_path, tag->path);
}

/* A step by its place from the record down. */
static const struct pack_path_step *
step_at(const struct skeleton *s, const struct pack_path *path, uint32_t i)
{
    return PACK_ROW(s->pack, SECTION_PATH_STEP, pack_path_step,
                    path->steps.first + path->steps.count - 1 - i);
}

static struct text element_name(const struct skeleton *s,
                                const struct pack_path_step *step)
{
    return pack_text(s->pack, tag_of_row(s, step->name)->name);
}

/* ---- nodes --------------------------------------------------------------- */

static bool double_rows(void **rows, uint32_t *room, size_t size)
{
    const uint32_t wanted = *room == 0 ? 256 : *room * 2;
    void *more = wanted <= 1u << 20 ? realloc(*rows, wanted * size) : NULL;

    if (more == NULL)
        return false;
    *rows = more;
    *room = wanted;
    return true;
}

/* Behind the last child of that name, or the last of all. */
static uint32_t *link_for(struct skeleton *s, uint32_t parent, struct text name)
{
    uint32_t *link = &s->nodes[parent].child, *same = NULL;

    for (; *link != NO_NODE; link = &s->nodes[*link].next)
        if (text_equal(s->nodes[*link].name, name))
            same = &s->nodes[*link].next;
    return same != NULL ? same : link;
}

/* Adds a node; NO_NODE without memory. */
static uint32_t add_node(struct skeleton *s, uint32_t parent, struct node node)
{
    if (s->count == s->room &&
        !double_rows((void **)&s->nodes, &s->room, sizeof(*s->nodes))) {
        s->failed = true;
        return NO_NODE;
    }
    node.child = node.next = node.constant = node.outlet = NO_NODE;
    if (parent != NO_NODE) {
        uint32_t *link = link_for(s, parent, node.name);
        node.next = *link;
        *link = s->count;
    }
    s->nodes[s->count] = node;
    return s->count++;
}

static void add_constant(struct skeleton *s, uint32_t node,
                         struct text attribute, struct text text)
{
    uint32_t *link;

    if (s->constant_count == s->constant_room &&
        !double_rows((void **)&s->constants, &s->constant_room,
                     sizeof(*s->constants))) {
        s->failed = true;
        return;
    }
    s->constants[s->constant_count] =
        (struct constant){attribute, arena_copy(&s->texts, text), NO_NODE};
    for (link = &s->nodes[node].constant; *link != NO_NODE;
         link = &s->constants[*link].next)
        ;
    *link = s->constant_count++;
}

static bool is_same(const struct skeleton *s, const struct node *node,
                    const struct key *key)
{
    return node->list == key->list && node->shift == key->shift &&
           text_equal(node->name, key->name) &&
           conditions_equal(s->pack, node->step, key->step);
}

/* The child of that key, below fillers too unless it must be a direct one. */
static uint32_t find_child(const struct skeleton *s, uint32_t parent,
                           const struct key *key, bool direct)
{
    uint32_t c = s->nodes[parent].child, found = NO_NODE;

    for (; c != NO_NODE && found == NO_NODE; c = s->nodes[c].next) {
        if (!s->nodes[c].filler)
            found = is_same(s, &s->nodes[c], key) ? c : NO_NODE;
        else if (!direct)
            found = find_child(s, c, key, false);
    }
    return found;
}

/* ---- conditions ---------------------------------------------------------- */

/* The element a condition speaks of. */
static uint32_t go_way(struct skeleton *s, uint32_t node,
                       const struct pack_path_test *test)
{
    const uint32_t *names = s->pack->sections[SECTION_PATH_NAME].rows;

    for (uint32_t i = 0; i < test->way.count && node != NO_NODE; i++) {
        const struct key key = {
            .name = pack_text(s->pack,
                              tag_of_row(s, names[test->way.first + i])->name)};
        const uint32_t child = find_child(s, node, &key, true);
        node = child != NO_NODE
                   ? child
                   : add_node(s, node,
                              (struct node){.name = key.name, .company = true});
    }
    return node;
}

/* Writes what the conditions of a step ask for. */
static void put_conditions(struct skeleton *s, uint32_t node,
                           const struct pack_path_step *step)
{
    struct buffer text = {0};

    for (uint32_t i = 0; i < step->tests.count && !s->failed; i++) {
        const struct pack_path_test *test = conditions_test(s->pack, step, i);
        uint32_t at;
        if (!conditions_first(s->pack, step, i) ||
            !conditions_text(s->pack, step, i, &text) || text.length == 0)
            continue;
        at = go_way(s, node, test);
        if (at != NO_NODE)
            add_constant(
                s, at,
                test->attribute != PACK_NONE
                    ? pack_text(s->pack, tag_of_row(s, test->attribute)->name)
                    : TEXT(""),
                buffer_view(&text));
    }
    s->failed = s->failed || text.failed;
    buffer_free(&text);
}

static uint32_t add_element(struct skeleton *s, uint32_t parent,
                            const struct key *key)
{
    const uint32_t node = add_node(s, parent,
                                   (struct node){.name = key->name,
                                                 .step = key->step,
                                                 .shift = key->shift,
                                                 .list = key->list});

    if (node != NO_NODE && key->step != NULL)
        put_conditions(s, node, key->step);
    return node;
}

bool skeleton_can(const struct skeleton *s, const struct pack_tag *tag)
{
    const struct pack_path *path = path_of_tag(s, tag);
    struct buffer text = {0};
    bool good = true;

    for (uint32_t i = 0; i < path->steps.count; i++) {
        const struct pack_path_step *step = step_at(s, path, i);
        for (uint32_t k = 0; k < step->tests.count && good; k++)
            good = conditions_text(s->pack, step, k, &text);
    }
    good = good && !text.failed;
    buffer_free(&text);
    return good;
}

/* ---- known paths --------------------------------------------------------- */

static bool is_known(const struct pack_tag *tag)
{
    return tag->path != PACK_NONE && tag->field == PACK_NO_FIELD &&
           tag->child_field == PACK_NO_FIELD && tag->flags == 0;
}

/* The known path to an element of this name from `upper`, perhaps by way of
 * others; NULL if there is none. */
static const struct pack_path *frame_to(const struct skeleton *s,
                                        struct text name, uint32_t upper,
                                        unsigned deep)
{
    for (uint32_t i = 0; i < s->tags.count && deep < FRAMES_DEEP; i++) {
        const struct pack_tag *tag = tag_of_row(s, s->tags.first + i);
        const struct pack_path *path =
            is_known(tag) ? path_of_tag(s, tag) : NULL;
        struct text first;
        if (path == NULL ||
            !text_equal(
                element_name(s, step_at(s, path, path->steps.count - 1)), name))
            continue;
        first = element_name(s, step_at(s, path, 0));
        if (path->top ? upper == 0
                      : path->steps.count > 1 &&
                            (text_equal(first, s->nodes[upper].name) ||
                             frame_to(s, first, upper, deep + 1) != NULL))
            return path;
    }
    return NULL;
}

static uint32_t find_place(struct skeleton *s, uint32_t upper,
                           const struct key *key, unsigned deep);

/* The element from which a known path goes down. */
static uint32_t frame_start(struct skeleton *s, const struct pack_path *frame,
                            uint32_t upper, unsigned deep)
{
    struct key first;

    if (frame->top)
        return 0;
    first = (struct key){.name = element_name(s, step_at(s, frame, 0))};
    return text_equal(first.name, s->nodes[upper].name)
               ? upper
               : find_place(s, upper, &first, deep + 1);
}

/* The element of a key somewhere below `upper`, where a known path has it. */
static uint32_t find_place(struct skeleton *s, uint32_t upper,
                           const struct key *key, unsigned deep)
{
    const struct pack_path *frame = frame_to(s, key->name, upper, deep);
    uint32_t at = upper, found;

    if (frame != NULL)
        at = frame_start(s, frame, upper, deep);
    found = at != NO_NODE ? find_child(s, at, key, false) : NO_NODE;
    if (found != NO_NODE || at == NO_NODE)
        return found;
    for (uint32_t i = frame == NULL || frame->top ? 0 : 1;
         frame != NULL && i + 1 < frame->steps.count && at != NO_NODE; i++)
        at = add_node(
            s, at,
            (struct node){.name = element_name(s, step_at(s, frame, i)),
                          .filler = true});
    return at != NO_NODE ? add_element(s, at, key) : NO_NODE;
}

/* ---- paths --------------------------------------------------------------- */

static uint8_t list_of_tag(const struct skeleton *s, const struct pack_tag *tag)
{
    return tag->child_field != PACK_NO_FIELD
               ? pack_field(s->pack, tag->child_field)->list
               : (uint8_t)LIST_NONE;
}

uint32_t skeleton_place(struct skeleton *s, const struct pack_tag *tag)
{
    const struct pack_path *path = path_of_tag(s, tag);
    bool direct = path->top != 0;
    uint32_t at = 0;

    for (uint32_t i = 0; i < path->steps.count && at != NO_NODE; i++) {
        const struct pack_path_step *step = step_at(s, path, i);
        const struct key key = {.name = element_name(s, step),
                                .step = step->tests.count != 0 ? step : NULL,
                                .shift = step->rows ? tag->child_shift : 0,
                                .list = step->rows ? list_of_tag(s, tag)
                                                   : (uint8_t)LIST_NONE};
        const uint32_t found =
            direct ? find_child(s, at, &key, true) : find_place(s, at, &key, 0);
        at = found == NO_NODE && direct ? add_element(s, at, &key) : found;
        direct = !step->above;
    }
    return s->failed ? NO_NODE : at;
}

/* ---- all ----------------------------------------------------------------- */

/* What stands in each record: what it is recognised by, and known paths from
 * the record down that end in conditions; without any they say the order. */
static void put_constant(struct skeleton *s, const struct pack_tag *tag)
{
    const struct pack_path *path = path_of_tag(s, tag);
    const struct pack_path_step *last = step_at(s, path, path->steps.count - 1);
    const struct key key = {.name = element_name(s, last),
                            .step = last->tests.count != 0 ? last : NULL};
    uint32_t node;

    if (is_known(tag) && !path->top && path->steps.count == 1 &&
        text_equal(key.name, s->nodes[0].name))
        put_conditions(s, 0, last);
    if (!(tag->flags & TAG_REQUIRED) && !(is_known(tag) && path->top))
        return;
    node = is_known(tag) ? find_place(s, 0, &key, 0) : skeleton_place(s, tag);
    if (node != NO_NODE)
        s->nodes[node].always = key.step != NULL;
}

void skeleton_open(struct skeleton *s, const struct pack *pack,
                   struct pack_range tags, struct text record)
{
    *s = (struct skeleton){.pack = pack, .tags = tags};
    add_node(s, NO_NODE, (struct node){.name = record});
    for (uint32_t i = 0; i < tags.count && !s->failed; i++) {
        const struct pack_tag *tag = tag_of_row(s, tags.first + i);
        if (tag->path != PACK_NONE && skeleton_can(s, tag))
            put_constant(s, tag);
    }
}

void skeleton_close(struct skeleton *s)
{
    free(s->nodes);
    free(s->constants);
    arena_free(&s->texts);
    *s = (struct skeleton){0};
}
