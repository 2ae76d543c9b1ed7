// list: a growing array in an arena. Declare with LIST(type), e.g. `LIST(struct task) tasks = {0};`
// and add with list_push(arena, &tasks) which returns a pointer to the new, zeroed item. Pointers
// to items are good until the next push.
#ifndef BASE_LIST_H
#define BASE_LIST_H

#include "base/arena.h"

#define LIST(type)                                                                                 \
    struct {                                                                                       \
        type *items;                                                                               \
        size_t count;                                                                              \
        size_t capacity;                                                                           \
    }

#define list_push(arena, list)                                                                     \
    ((list)->items = list_grow((arena), (list)->items, (list)->count, &(list)->capacity,           \
                               sizeof(*(list)->items)),                                            \
     &(list)->items[(list)->count++])

// Room for at least one more item; the machinery of list_push.
void *list_grow(struct arena *arena, void *items, size_t count, size_t *capacity, size_t item_size);

#endif
