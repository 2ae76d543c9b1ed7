// Where a value stands inside a struct, as a chain on the stack: "guests[2].name". For shape_read.c
// and shape_write.c alone.
#ifndef FORMAT_SHAPE_PATH_H
#define FORMAT_SHAPE_PATH_H

#include "base/base.h"

struct shape_path {
    const struct shape_path *above; // NULL at the top
    str name;                       // a member; unused where it is an item
    size_t index;                   // an item
    bool is_item;
};

// Empty for NULL.
str shape_path_print(struct arena *arena, const struct shape_path *path);

#endif
