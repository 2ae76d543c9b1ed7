// shipped: the rules and flows that come with the program. They are built into it, so that one file
// is the whole program; a folder on the disk can stand in for them.
#ifndef COMMAND_SHIPPED_H
#define COMMAND_SHIPPED_H

#include "os/os.h"

struct shipped_file {
    str path; // "policies/cn-base/cn-base.dmn"
    str bytes;
};

struct shipped {
    const struct shipped_file *items; // sorted by path, byte order
    size_t count;
};

struct shipped_folder {
    const struct os *os;
    str path;                    // of a folder on the disk, or below which `files` are meant
    const struct shipped *files; // NULL: on the disk
};

// The names directly in the folder, in byte order.
MUST_USE fault shipped_list(const struct shipped_folder *folder, struct arena *arena,
                            struct os_names *ret_names);
// A file by its path below the folder: "cn-base/cn-base.dmn". Faults: file_missing and those of os.
MUST_USE fault shipped_read(const struct shipped_folder *folder, struct arena *arena, str name,
                            size_t size_max, str *ret_bytes);
// The same; empty where there is none.
MUST_USE fault shipped_read_if_there(const struct shipped_folder *folder, struct arena *arena,
                                     str name, size_t size_max, str *ret_bytes);
// The file of that whole path among the built-in ones; false where there is none.
bool shipped_find(const struct shipped *files, str path, str *ret_bytes);

#endif
