/* arena: aligned, never moving, bounded, kept over a reset. */
#include "unit.h"

#include <string.h>

#include "base/arena.h"
#include "base/limits.h"

static void pieces_are_aligned_and_apart(void **state)
{
    struct arena arena = {0};
    char *last = NULL;

    (void)state;
    for (size_t n = 1; n < 400; n++) {
        char *piece = arena_alloc(&arena, n);
        assert_non_null(piece);
        assert_int_equal((uintptr_t)piece % 16, 0);
        memset(piece, (int)(n & 0x7F), n);
        if (last != NULL)
            assert_int_equal(last[n - 2], (n - 1) & 0x7F);
        last = piece;
    }
    assert_false(arena.failed);
    arena_free(&arena);
    assert_null(arena.first);
}

static void pieces_larger_than_a_block(void **state)
{
    struct arena arena = {0};
    char *large = arena_alloc(&arena, ARENA_BLOCK * 3 + 1);
    char *small = arena_alloc(&arena, 10);

    (void)state;
    assert_non_null(large);
    assert_non_null(small);
    memset(large, 1, ARENA_BLOCK * 3 + 1);
    memset(small, 2, 10);
    assert_int_equal(large[ARENA_BLOCK * 3], 1);
    arena_free(&arena);
}

static void too_much_is_refused_and_remembered(void **state)
{
    struct arena arena = {0};

    (void)state;
    assert_null(arena_alloc(&arena, (size_t)ARENA_MAX + 1));
    assert_true(arena.failed);
    assert_null(arena_alloc(&arena, SIZE_MAX));
    assert_null(arena_alloc(&arena, SIZE_MAX - 7));
    assert_non_null(arena_alloc(&arena, 16));
    assert_true(arena.failed);
    arena_reset(&arena);
    assert_false(arena.failed);
    arena_free(&arena);
}

static void all_pieces_together_are_bounded(void **state)
{
    struct arena arena = {0};
    size_t taken = 0;

    (void)state;
    while (arena_alloc(&arena, ARENA_BLOCK) != NULL)
        taken += ARENA_BLOCK;
    assert_true(arena.failed);
    assert_int_equal(taken, ARENA_MAX);
    arena_free(&arena);
}

static void a_reset_keeps_a_little(void **state)
{
    struct arena arena = {0};
    void *first = arena_alloc(&arena, 100);

    (void)state;
    arena_reset(&arena);
    assert_ptr_equal(arena_alloc(&arena, 100), first);
    for (int i = 0; i < 40; i++)
        assert_non_null(arena_alloc(&arena, ARENA_BLOCK));
    assert_true(arena.total > ARENA_KEEP);
    arena_reset(&arena);
    assert_true(arena.total <= ARENA_KEEP);
    assert_ptr_equal(arena_alloc(&arena, 100), first);
    arena_free(&arena);
}

/* Blocks kept over a reset serve again: the same work takes no more memory. */
static void the_next_record_takes_no_more(void **state)
{
    struct arena arena = {0};
    size_t total = 0;

    (void)state;
    for (int record = 0; record < 5; record++) {
        for (int i = 0; i < 1000; i++)
            assert_non_null(arena_alloc(&arena, 500));
        if (record == 0)
            total = arena.total;
        assert_int_equal(arena.total, total);
        arena_reset(&arena);
    }
    arena_free(&arena);
}

static void copies_are_the_arenas_own(void **state)
{
    struct arena arena = {0};
    char word[] = "胆石";
    const struct text copy = arena_copy(&arena, text_of(word));

    (void)state;
    word[0] = 'X';
    assert_text(copy, "胆石");
    assert_text(arena_copy(&arena, text_of(NULL)), "");
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_are_aligned_and_apart),
        cmocka_unit_test(pieces_larger_than_a_block),
        cmocka_unit_test(too_much_is_refused_and_remembered),
        cmocka_unit_test(all_pieces_together_are_bounded),
        cmocka_unit_test(a_reset_keeps_a_little),
        cmocka_unit_test(the_next_record_takes_no_more),
        cmocka_unit_test(copies_are_the_arenas_own),
    };
    return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
