// The door's handle: each wrapper hands its call to the machine that the struct stands for. Kept
// apart from the machines themselves so that callers never write os->now(os->machine).
#include "os/os.h"

instant os_now(const struct os *os) {
    return os->now(os->machine);
}

int64_t os_monotonic_us(const struct os *os) {
    return os->monotonic_us(os->machine);
}

void os_random(const struct os *os, void *ret_bytes, size_t size) {
    os->random(os->machine, ret_bytes, size);
}

str os_variable(const struct os *os, const char *name) {
    return os->variable(os->machine, name);
}

fault os_file_read(const struct os *os, struct arena *arena, str path, size_t size_max,
                   str *ret_bytes) {
    return os->file_read(os->machine, arena, path, size_max, ret_bytes);
}

fault os_file_write(const struct os *os, str path, str bytes) {
    return os->file_write(os->machine, path, bytes);
}

fault os_file_append(const struct os *os, str path, str bytes) {
    return os->file_append(os->machine, path, bytes);
}

fault os_file_remove(const struct os *os, str path) {
    return os->file_remove(os->machine, path);
}

fault os_file_size(const struct os *os, str path, int64_t *ret_size) {
    return os->file_size(os->machine, path, ret_size);
}

fault os_file_exists(const struct os *os, str path, bool *ret_exists) {
    int64_t size;
    TRY(os_file_size(os, path, &size));
    *ret_exists = size >= 0;
    return NULL;
}

fault os_folder_list(const struct os *os, struct arena *arena, str path,
                     struct os_names *ret_names) {
    return os->folder_list(os->machine, arena, path, ret_names);
}

fault os_folder_make(const struct os *os, str path) {
    return os->folder_make(os->machine, path);
}
