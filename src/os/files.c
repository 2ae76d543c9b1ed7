// Files on a POSIX system. What was acknowledged must survive a power cut, so every change is
// followed by fsync of the file and, where a name appeared or vanished, of its folder. A failure is
// traced here, where errno is still known, and passed on as a fault; nobody above traces it again.
#include "os/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_SIZE = 4096 };

FAULT(file_missing, 404, "", "There is no such file.", "没有这个文件。");
FAULT(file_too_large, 413, "", "The file is larger than allowed.", "文件超过允许的大小。");
FAULT(disk_full, 503, "", "The disk is full; nothing was stored.", "磁盘已满，内容没有保存。");
FAULT(file_locked, 409, "", "Another process holds this.", "已被另一个进程占用。");
FAULT(file_failed, 503, "", "The server could not read or write a file.", "服务器无法读写文件。");

// A NUL-terminated copy with an optional ending; sets errno and returns false when it cannot be
// one.
static bool path_text(char room[PATH_SIZE], str path, str ending) {
    if (path.size == 0 || path.size + ending.size >= PATH_SIZE) {
        errno = path.size == 0 ? ENOENT : ENAMETOOLONG;
        return false;
    }
    if (str_find_byte(path, '\0') >= 0) {
        errno = EINVAL;
        return false;
    }
    memcpy(room, path.data, path.size);
    if (ending.size > 0) memcpy(room + path.size, ending.data, ending.size);
    room[path.size + ending.size] = '\0';
    return true;
}

static fault outage(const char *what, str path) {
    int code = errno;
    os_trace(OS_ERROR, what, os_text("path", path), os_number("errno", code));
    return code == ENOSPC || code == EDQUOT ? &disk_full : &file_failed;
}

static int open_path(str path, int flags) {
    char text[PATH_SIZE];
    if (!path_text(text, path, STR_NONE)) return -1;
    return open(text, flags | O_CLOEXEC, 0600);
}

static bool write_all(int file, str bytes) {
    while (bytes.size > 0) {
        ssize_t written = write(file, bytes.data, bytes.size);
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return false;
        bytes = str_slice(bytes, (size_t)written, bytes.size);
    }
    return true;
}

// Makes the names in the folder that holds path durable.
static bool sync_folder_of(str path) {
    while (path.size > 0 && path.data[path.size - 1] != '/') path.size--;
    int folder = open_path(path.size == 0 ? STR(".") : path, O_RDONLY | O_DIRECTORY);
    if (folder < 0) return false;
    bool is_synced = fsync(folder) == 0;
    close(folder);
    return is_synced;
}

static ssize_t read_all(int file, char *room, size_t size) {
    size_t filled = 0;
    while (filled < size) {
        ssize_t count = read(file, room + filled, size - filled);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return -1;
        if (count == 0) break;
        filled += (size_t)count;
    }
    return (ssize_t)filled;
}

// The size is asked first; a file that grows while it is read is read up to the size it had.
static fault read_open_file(int file, struct arena *arena, str path, size_t size_max,
                            str *ret_bytes) {
    struct stat status;
    if (fstat(file, &status) != 0) return outage("file_read_failed", path);
    if (!S_ISREG(status.st_mode)) {
        errno = EINVAL;
        return outage("file_read_failed", path);
    }
    if ((uint64_t)status.st_size > size_max) return &file_too_large;
    size_t size = (size_t)status.st_size;
    char *room = arena_take(arena, size + 1);
    ssize_t count = read_all(file, room, size);
    if (count < 0) return outage("file_read_failed", path);
    *ret_bytes = (str){room, (size_t)count};
    return NULL;
}

fault files_read(void *machine, struct arena *arena, str path, size_t size_max, str *ret_bytes) {
    (void)machine;
    int file = open_path(path, O_RDONLY);
    if (file < 0 && (errno == ENOENT || errno == ENOTDIR)) return &file_missing;
    if (file < 0) return outage("file_read_failed", path);
    fault trouble = read_open_file(file, arena, path, size_max, ret_bytes);
    close(file);
    return trouble;
}

static bool write_durably(const char *path, str bytes) {
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0) return false;
    bool is_written = write_all(file, bytes) && fsync(file) == 0;
    int code = errno;
    if (close(file) != 0 && is_written) return false;
    errno = code;
    return is_written;
}

fault files_write(void *machine, str path, str bytes) {
    (void)machine;
    char partial[PATH_SIZE], final[PATH_SIZE], ending[40];
    snprintf(ending, sizeof(ending), ".%d.partial", (int)gettid()); // each writer has its own
    if (!path_text(final, path, STR_NONE) || !path_text(partial, path, str_of(ending)))
        return outage("file_write_failed", path);
    if (!write_durably(partial, bytes) || rename(partial, final) != 0) {
        fault trouble = outage("file_write_failed", path);
        unlink(partial);
        return trouble;
    }
    return sync_folder_of(path) ? NULL : outage("file_write_failed", path);
}

fault files_append(void *machine, str path, str bytes) {
    (void)machine;
    int file = open_path(path, O_WRONLY | O_CREAT | O_APPEND);
    if (file < 0) return outage("file_append_failed", path);
    fault trouble = NULL;
    off_t before = lseek(file, 0, SEEK_END);
    if (before < 0) {
        trouble = outage("file_append_failed", path);
    } else if (!write_all(file, bytes) || fdatasync(file) != 0 ||
               (before == 0 && !sync_folder_of(path))) {
        trouble = outage("file_append_failed", path);
        if (ftruncate(file, before) != 0) (void)outage("file_truncate_failed", path);
    }
    close(file);
    return trouble;
}

fault files_remove(void *machine, str path) {
    (void)machine;
    char text[PATH_SIZE];
    if (!path_text(text, path, STR_NONE)) return outage("file_remove_failed", path);
    if (unlink(text) != 0) return errno == ENOENT ? NULL : outage("file_remove_failed", path);
    return sync_folder_of(path) ? NULL : outage("file_remove_failed", path);
}

fault files_size(void *machine, str path, int64_t *ret_size) {
    (void)machine;
    char text[PATH_SIZE];
    struct stat status;
    if (path_text(text, path, STR_NONE) && stat(text, &status) == 0) {
        *ret_size = (int64_t)status.st_size;
        return NULL;
    }
    if (errno != ENOENT && errno != ENOTDIR) return outage("file_size_failed", path);
    *ret_size = -1;
    return NULL;
}

static int by_bytes(const void *a, const void *b) {
    return str_compare(*(const str *)a, *(const str *)b);
}

static fault read_names(DIR *folder, struct arena *arena, str path, struct os_names *ret_names) {
    LIST(str) names = {0};
    for (;;) {
        errno = 0;
        const struct dirent *entry = readdir(folder);
        if (entry == NULL && errno != 0) return outage("folder_list_failed", path);
        if (entry == NULL) break;
        str name = str_of(entry->d_name);
        if (str_equal(name, STR(".")) || str_equal(name, STR(".."))) continue;
        if (names.count == LIMIT_FOLDER) return &file_too_large;
        *list_push(arena, &names) = arena_copy(arena, name);
    }
    if (names.count > 0) qsort(names.items, names.count, sizeof(str), by_bytes);
    *ret_names = (struct os_names){names.items, names.count};
    return NULL;
}

fault files_list(void *machine, struct arena *arena, str path, struct os_names *ret_names) {
    (void)machine;
    char text[PATH_SIZE];
    DIR *folder = path_text(text, path, STR_NONE) ? opendir(text) : NULL;
    if (folder == NULL && (errno == ENOENT || errno == ENOTDIR)) return &file_missing;
    if (folder == NULL) return outage("folder_list_failed", path);
    fault trouble = read_names(folder, arena, path, ret_names);
    closedir(folder);
    return trouble;
}

static bool make_one(const char *path, str shown) {
    if (mkdir(path, 0700) == 0) return sync_folder_of(shown);
    struct stat status;
    if (errno != EEXIST) return false;
    if (stat(path, &status) == 0 && S_ISDIR(status.st_mode)) return true;
    errno = ENOTDIR;
    return false;
}

fault files_make_folder(void *machine, str path) {
    (void)machine;
    char text[PATH_SIZE];
    while (path.size > 1 && path.data[path.size - 1] == '/') path.size--;
    if (!path_text(text, path, STR_NONE)) return outage("folder_make_failed", path);
    for (size_t i = 1; i <= path.size; i++) {
        if (i < path.size && (path.data[i] != '/' || path.data[i - 1] == '/')) continue;
        text[i] = '\0';
        if (!make_one(text, str_slice(path, 0, i))) return outage("folder_make_failed", path);
        if (i < path.size) text[i] = '/';
    }
    return NULL;
}

// ---- Locks

struct os_lock {
    int file;
};

fault os_lock_open(str path, struct os_lock **ret_lock) {
    int file = open_path(path, O_RDWR | O_CREAT);
    if (file < 0) return outage("lock_failed", path);
    if (flock(file, LOCK_EX | LOCK_NB) != 0) {
        bool is_held = errno == EWOULDBLOCK;
        fault trouble = is_held ? &file_locked : outage("lock_failed", path);
        close(file);
        return trouble;
    }
    struct os_lock *lock = calloc(1, sizeof(*lock));
    ASSERT(lock != NULL);
    lock->file = file;
    *ret_lock = lock;
    return NULL;
}

void os_lock_close(struct os_lock *lock) {
    if (lock == NULL) return;
    close(lock->file);
    free(lock);
}
