// Paths are written out only when somebody asks, from the top downwards: while all goes well a path
// costs nothing but its links on the stack, and no request pays for text that nobody reads.
#include "format/shape_path.h"

enum { PATH_SIZE = 16 * 1024 };

static void print(struct buf *out, const struct shape_path *path) {
    if (path == NULL) return;
    print(out, path->above);
    if (path->is_item) {
        buf_print(out, "[%zu]", path->index);
        return;
    }
    if (out->size > 0) buf_add_byte(out, '.');
    buf_add(out, path->name);
}

str shape_path_print(struct arena *arena, const struct shape_path *path) {
    struct buf out = buf_in(arena, PATH_SIZE);
    print(&out, path);
    return buf_str(&out);
}
