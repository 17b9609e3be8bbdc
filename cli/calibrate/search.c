/*
 * Settings are turned one at a time as long as that gains cases, then two at a
 * time; then all combinations of what cost next to nothing are tried.
 *
 * Cases are counted against those of a reference, the combination at hand: a
 * case that no trial has moved need not be run again.
 */
#include "search.h"

#include <stdlib.h>
#include <string.h>

#define ROUNDS_MAX 12u
#define TRIALS_MAX 4096u /* of the last step */

struct search {
    struct calibration *c;
    struct search_result *out;
    const struct calib_case *cases;
    uint32_t count;
    /* Of the reference, by case: */
    uint32_t *rows;
    bool *agrees;
    struct trial reference;
    bool *moves; /* some trial gave it another group */
    bool all;    /* cases that never moved are run, too */
    struct buffer trials;
    bool moved_by[KNOBS_MAX][KNOB_VALUES]; /* by that value alone */
};

/* ---- running --------------------------------------------------------------
 */

/* How the case at hand does in a trial, against the reference. */
static void tally(struct search *s, uint32_t i, struct trial *t)
{
    const struct calib_case *one = &s->cases[i];
    const bool agrees = case_agrees(s->c, one);

    if (case_code_row(s->c) != s->rows[i]) {
        t->moved++;
        s->moves[i] = true;
    }
    if (!case_answered(one) || agrees == s->agrees[i])
        return;
    if (one->held_out)
        t->held += agrees ? 1u : UINT32_MAX;
    else if (agrees)
        t->gained++;
    else
        t->lost++;
}

/* True if two trials differ only in what is cheap to turn. */
static bool cheap_between(const struct knobs *k, const struct turn *a,
                          const struct turn *b)
{
    for (uint32_t i = 0; i < k->count; i++)
        if (a->of[i] != b->of[i] && knob_is_dear(k, i))
            return false;
    return true;
}

/* Runs those trials from `first` on that are cheap to turn to from it. */
static void run_alike(struct search *s, struct trial *trials, uint32_t count,
                      uint32_t first, bool *done)
{
    struct knobs *k = &s->c->knobs;

    for (uint32_t i = 0; i < s->count; i++) {
        if (!s->all && !s->moves[i])
            continue;
        case_load(s->c, &s->cases[i]);
        for (uint32_t t = first; t < count; t++) {
            if (done[t] ||
                !cheap_between(k, &trials[first].turn, &trials[t].turn))
                continue;
            knobs_turn(k, &trials[t].turn);
            case_group(s->c);
            tally(s, i, &trials[t]);
        }
    }
    for (uint32_t t = count; t > first; t--)
        done[t - 1] = done[t - 1] || cheap_between(k, &trials[first].turn,
                                                   &trials[t - 1].turn);
}

static bool run_trials(struct search *s)
{
    struct trial *trials = BUFFER_ROWS(&s->trials, struct trial);
    const uint32_t count = BUFFER_COUNT(&s->trials, struct trial);
    bool *done = calloc(count + 1u, sizeof(*done));

    if (done == NULL || s->trials.failed) {
        free(done);
        return false;
    }
    for (uint32_t t = 0; t < count; t++) {
        trials[t] =
            (struct trial){.turn = trials[t].turn, .held = s->reference.held};
    }
    for (uint32_t t = 0; t < count; t++)
        if (!done[t])
            run_alike(s, trials, count, t, done);
    for (uint32_t t = 0; t < count; t++)
        trials[t].agreed =
            s->reference.agreed + trials[t].gained - trials[t].lost;
    free(done);
    return true;
}

/* Makes a combination the reference. */
static void refer_to(struct search *s, const struct turn *turn)
{
    s->reference = (struct trial){.turn = *turn};
    knobs_turn(&s->c->knobs, turn);
    for (uint32_t i = 0; i < s->count; i++) {
        case_load(s->c, &s->cases[i]);
        case_group(s->c);
        s->rows[i] = case_code_row(s->c);
        s->agrees[i] = case_agrees(s->c, &s->cases[i]);
        if (s->agrees[i] && s->cases[i].held_out)
            s->reference.held++;
        else if (s->agrees[i])
            s->reference.agreed++;
    }
}

/* ---- trials ---------------------------------------------------------------
 */

static void add_trial(struct search *s, const struct turn *turn)
{
    const struct trial trial = {.turn = *turn};

    buffer_put(&s->trials, &trial, sizeof(trial));
}

/* Every other value of every knob, the others as the reference has them;
 * `ties`: of orders next to the region's only those that ever moved a case,
 * lest the report is full of what is the same. */
static void add_singles(struct search *s, bool ties)
{
    const struct knobs *k = &s->c->knobs;

    for (uint32_t i = 0; i < k->count; i++)
        for (uint8_t v = 0; v < k->list[i].count; v++) {
            struct turn turn = s->reference.turn;

            if (turn.of[i] == v ||
                (ties && knob_is_near(k, i, v) && !s->moved_by[i][v]))
                continue;
            turn.of[i] = v;
            add_trial(s, &turn);
        }
}

static bool try_singles(struct search *s, bool ties)
{
    buffer_reset(&s->trials);
    add_singles(s, ties);
    return run_trials(s);
}

/* Which knob, from `from` on, a trial has otherwise than the reference. */
static uint32_t changed_knob(const struct search *s, const struct trial *t,
                             uint32_t from)
{
    while (from < s->c->knobs.count &&
           t->turn.of[from] == s->reference.turn.of[from])
        from++;
    return from;
}

/* After try_singles: notes which values moved any case. */
static void note_moved(struct search *s)
{
    BUFFER_EACH (t, &s->trials, const struct trial) {
        const uint32_t knob = changed_knob(s, t, 0);

        if (t->moved > 0)
            s->moved_by[knob][t->turn.of[knob]] =
                s->moved_by[knob][s->reference.turn.of[knob]] = true;
    }
}

/* Two at a time, of which at least one does something alone. */
static void add_pairs(struct search *s, uint32_t a, uint8_t value)
{
    const struct knobs *k = &s->c->knobs;
    struct turn turn = s->reference.turn;

    turn.of[a] = value;
    for (uint32_t b = a + 1; b < k->count; b++) {
        const uint8_t own = turn.of[b];

        for (uint8_t v = 0; v < k->list[b].count; v++) {
            turn.of[b] = v;
            if (v != own && !knob_is_near(k, b, v) &&
                (s->moved_by[a][value] || s->moved_by[b][v]))
                add_trial(s, &turn);
        }
        turn.of[b] = own;
    }
}

static bool try_pairs(struct search *s)
{
    const struct knobs *k = &s->c->knobs;

    buffer_reset(&s->trials);
    for (uint32_t a = 0; a < k->count; a++)
        for (uint8_t v = 0; v < k->list[a].count; v++)
            if (v != s->reference.turn.of[a] && !knob_is_near(k, a, v))
                add_pairs(s, a, v);
    return run_trials(s);
}

/* ---- climbing -------------------------------------------------------------
 */

static uint32_t changes(const struct turn *turn)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < KNOBS_MAX; i++)
        count += turn->of[i] != 0;
    return count;
}

/* More cases, then fewer changes of what the region has. */
static bool does_better(const struct trial *a, const struct trial *b)
{
    return a->agreed != b->agreed ? a->agreed > b->agreed
                                  : changes(&a->turn) < changes(&b->turn);
}

/* Goes to the best of the trials if that is better than the reference. */
static bool climb(struct search *s)
{
    struct trial best = s->reference;

    BUFFER_EACH (t, &s->trials, const struct trial)
        if (does_better(t, &best))
            best = *t;
    if (!does_better(&best, &s->reference))
        return false;
    refer_to(s, &best.turn);
    return true;
}

static bool climb_all(struct search *s)
{
    for (unsigned round = 0; round < ROUNDS_MAX; round++) {
        if (!try_singles(s, false))
            return false;
        note_moved(s);
        if (climb(s))
            continue;
        if (!try_pairs(s))
            return false;
        if (!climb(s))
            break;
    }
    return true;
}

/* ---- ties -----------------------------------------------------------------
 */

/* After trials of one or two: the values that cost next to nothing. */
static void note_open(struct search *s)
{
    BUFFER_EACH (t, &s->trials, const struct trial) {
        if (t->agreed + s->out->slack < s->reference.agreed)
            continue;
        for (uint32_t i = changed_knob(s, t, 0); i < s->c->knobs.count;
             i = changed_knob(s, t, i + 1))
            s->out->open[i][t->turn.of[i]] = true;
    }
}

/* True if the last step tries a value. */
static bool is_tried(const struct search *s, uint32_t knob, uint8_t value)
{
    return value == s->reference.turn.of[knob] ||
           (s->out->open[knob][value] && s->moved_by[knob][value] &&
            !knob_is_near(&s->c->knobs, knob, value));
}

/* The next combination of tried values; false behind the last. */
static bool next_turn(const struct search *s, struct turn *turn)
{
    const struct knobs *k = &s->c->knobs;

    for (uint32_t i = 0; i < k->count; i++) {
        uint8_t v = turn->of[i];

        do
            v = (uint8_t)((v + 1) % k->list[i].count);
        while (!is_tried(s, i, v));
        turn->of[i] = v;
        if (v != s->reference.turn.of[i])
            return true;
    }
    return false;
}

/* All combinations, as far as there is room; those of two come first where
 * there is not. */
static bool try_product(struct search *s)
{
    struct turn turn = s->reference.turn;

    if (!try_singles(s, true))
        return false;
    note_open(s);
    if (!try_pairs(s))
        return false;
    note_open(s);
    add_singles(s, true);
    add_trial(s, &turn);
    while (BUFFER_COUNT(&s->trials, struct trial) < TRIALS_MAX &&
           next_turn(s, &turn))
        add_trial(s, &turn);
    s->all = false;
    return run_trials(s);
}

static int by_turn(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(struct turn));
}

/* Keeps the trials that do as well as the best, each once. */
static void keep_ties(struct search *s)
{
    struct search_result *out = s->out;
    const struct trial *last = NULL;

    out->best = s->reference;
    buffer_sort(&s->trials, sizeof(struct trial), by_turn);
    BUFFER_EACH (t, &s->trials, const struct trial)
        if (does_better(t, &out->best))
            out->best = *t;
    memset(out->open, 0, sizeof(out->open));
    BUFFER_EACH (t, &s->trials, const struct trial) {
        if (t->agreed + out->slack < out->best.agreed ||
            (last != NULL && by_turn(t, last) == 0))
            continue;
        last = t;
        buffer_put(&out->ties, t, sizeof(*t));
        for (uint32_t i = 0; i < s->c->knobs.count; i++)
            out->open[i][t->turn.of[i]] = true;
    }
}

/* What moves no case cannot be told from what it is now. */
static void note_idle(struct search *s)
{
    const struct knobs *k = &s->c->knobs;

    for (uint32_t i = 0; i < k->count; i++)
        for (uint8_t v = 0; v < k->list[i].count; v++)
            s->out->idle[i][v] = !s->moved_by[i][v] &&
                                 v != s->out->best.turn.of[i] &&
                                 !knob_is_near(k, i, v);
}

/* Of each setting that was changed: what the others explain without it. */
static bool try_without(struct search *s)
{
    const struct trial best = s->out->best;

    buffer_reset(&s->trials);
    for (uint32_t i = 0; i < KNOBS_MAX; i++) {
        struct turn turn = best.turn;

        turn.of[i] = 0;
        add_trial(s, &turn);
    }
    s->all = true;
    refer_to(s, &best.turn);
    if (!run_trials(s))
        return false;
    memcpy(s->out->without, s->trials.data, s->trials.length);
    s->out->best = s->reference;
    return true;
}

static void count_answers(struct search *s)
{
    for (uint32_t i = 0; i < s->count; i++) {
        s->out->fitted += case_answered(&s->cases[i]) && !s->cases[i].held_out;
        s->out->held += case_answered(&s->cases[i]) && s->cases[i].held_out;
    }
    s->out->slack = s->out->fitted / 500 > 1 ? s->out->fitted / 500 : 1;
}

bool search_settings(struct calibration *c, struct search_result *out)
{
    struct search s = {.c = c, .out = out, .all = true};
    const struct turn own = {{0}};
    bool good;

    s.cases = BUFFER_ROWS(&c->cases, const struct calib_case);
    s.count = BUFFER_COUNT(&c->cases, struct calib_case);
    s.rows = calloc(s.count + 1u, sizeof(*s.rows));
    s.agrees = calloc(s.count + 1u, sizeof(*s.agrees));
    s.moves = calloc(s.count + 1u, sizeof(*s.moves));
    good = s.rows != NULL && s.agrees != NULL && s.moves != NULL;
    if (good) {
        count_answers(&s);
        refer_to(&s, &own);
        out->own = s.reference;
        good = climb_all(&s) && try_product(&s);
    }
    if (good) {
        keep_ties(&s);
        note_idle(&s);
        good = try_without(&s);
        knobs_turn(&c->knobs, &out->best.turn);
    }
    free(s.rows);
    free(s.agrees);
    free(s.moves);
    buffer_free(&s.trials);
    return good;
}

void search_free(struct search_result *s)
{
    buffer_free(&s->ties);
}
