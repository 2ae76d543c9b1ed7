// files: the file functions of the real machine, for os_real and os_sim alone (see os.h for what
// they mean). The first parameter is the machine and is not used.
#ifndef OS_FILES_H
#define OS_FILES_H

#include "os/os.h"

fault files_read(void *machine, struct arena *arena, str path, size_t size_max, str *ret_bytes);
fault files_write(void *machine, str path, str bytes);
fault files_append(void *machine, str path, str bytes);
fault files_remove(void *machine, str path);
fault files_size(void *machine, str path, int64_t *ret_size);
fault files_list(void *machine, struct arena *arena, str path, struct os_names *ret_names);
fault files_make_folder(void *machine, str path);

#endif
