// Files from the program or from a folder, read through one small function each. A folder of the
// built-in files is the range of paths that begin with its name.
#include "command/shipped.h"

bool shipped_find(const struct shipped *files, str path, str *ret_bytes) {
    for (size_t i = 0; i < files->count; i++) {
        if (!str_equal(files->items[i].path, path)) continue;
        *ret_bytes = files->items[i].bytes;
        return true;
    }
    return false;
}

static str path_of(const struct shipped_folder *folder, struct arena *arena, str name) {
    return arena_print(arena, "%.*s/%.*s", STR_ARG(folder->path), STR_ARG(name));
}

fault shipped_list(const struct shipped_folder *folder, struct arena *arena,
                   struct os_names *ret_names) {
    if (folder->files == NULL) return os_folder_list(folder->os, arena, folder->path, ret_names);
    str start = arena_join(arena, folder->path, STR("/"));
    LIST(str) names = {0};
    for (size_t i = 0; i < folder->files->count; i++) {
        str rest = folder->files->items[i].path;
        if (!str_starts_with(rest, start)) continue;
        rest = str_slice(rest, start.size, rest.size);
        str name = str_cut(&rest, '/');
        bool is_known = names.count > 0 && str_equal(names.items[names.count - 1], name);
        if (!is_known) *list_push(arena, &names) = name;
    }
    *ret_names = (struct os_names){names.items, names.count};
    return NULL;
}

fault shipped_read(const struct shipped_folder *folder, struct arena *arena, str name,
                   size_t size_max, str *ret_bytes) {
    str path = path_of(folder, arena, name);
    if (folder->files == NULL) return os_file_read(folder->os, arena, path, size_max, ret_bytes);
    if (!shipped_find(folder->files, path, ret_bytes)) return &file_missing;
    return ret_bytes->size > size_max ? &file_too_large : NULL;
}

fault shipped_read_if_there(const struct shipped_folder *folder, struct arena *arena, str name,
                            size_t size_max, str *ret_bytes) {
    *ret_bytes = STR_NONE;
    bool is_there = false;
    if (folder->files == NULL)
        TRY(os_file_exists(folder->os, path_of(folder, arena, name), &is_there));
    else
        is_there = shipped_find(folder->files, path_of(folder, arena, name), ret_bytes);
    return is_there ? shipped_read(folder, arena, name, size_max, ret_bytes) : NULL;
}
