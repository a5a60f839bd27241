/*===- wasm2obj_wasi_fs.h - Files in memory, for WASI --------------------===*\
 *
 * C11 and C++. Part of -lw2o_rt.
 *
 * A w2o_wasi_fs is a tree of files, directories and symbolic links in memory.
 * The host fills it, mounts it for guests in the place of a directory of the
 * operating system, and looks at what they have written. Guests see no
 * difference; but nothing of it touches a disk, and its limits hold for all
 * guests together.
 *
 *   w2o_wasi_fs *fs = w2o_wasi_fs_new(NULL);
 *   w2o_wasi_fs_add_file(fs, "in/data.json", text, length, &error);
 *   w2o_wasi_preopen_fs(wasi, fs, "/", "/work", false, &error);
 *   ... run ...
 *   w2o_wasi_fs_read(fs, "out/result", 0, buffer, sizeof buffer, &got, &error);
 *   w2o_wasi_fs_delete(fs);
 *
 * Paths of the host begin at the root of the tree; a slash in front changes
 * nothing, and "/", "." and "" are the root. Symbolic links on the way are
 * followed, `..` above the root is an error. A path has less than 4096 bytes.
 *
 * Ownership. Counted: w2o_wasi_fs_delete() gives up the host's reference, each
 * mount and each open descriptor of a guest has one of its own. The memory is
 * given back with the last. Names and contents are copied, unless they are
 * lent (w2o_wasi_fs_lend_file).
 *
 * Threads. Every function may be called by any thread at any time, also while
 * guests run, and any number of w2o_wasi may share one tree. Each operation is
 * atomic for all others; a read or write of a guest is one operation.
 *
 * Errors. As in wasm2obj_wasi.h: false, and W2O_ERROR_RESOURCE when a limit is
 * reached or memory is exhausted, W2O_ERROR_ARGUMENT for everything else. A
 * failed operation has changed nothing, except that directories on the way to
 * a new file may have been made.
 *
\*===----------------------------------------------------------------------===*/

#ifndef WASM2OBJ_WASI_FS_H
#define WASM2OBJ_WASI_FS_H

#include "wasm2obj_wasi.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct w2o_wasi_fs w2o_wasi_fs;

/*===------------------------- Making, ending -----------------------------===*/

/* What a tree may take, whoever fills it. 0 is the default that is named. What
   a guest does beyond that fails with the error in brackets. */
typedef struct w2o_wasi_fs_config {
  /* All memory: contents (in pieces of 16 KiB, small files in less), names and
     what the tree itself needs; not lent bytes. 64 MiB. (ENOSPC) */
  uint64_t max_bytes;
  /* Length of one file, holes included. As max_bytes. (EFBIG; ENOSPC when it
     is not below max_bytes) */
  uint64_t max_file_size;
  /* Files, directories and links. 65536. (ENOSPC) */
  uint32_t max_nodes;
  /* Descriptors that guests have open. 1024. (ENFILE) */
  uint32_t max_open;
  /* Bytes of one name, at most 255. 255. (ENAMETOOLONG) */
  uint32_t max_name_length;
  /* Directories in each other. 256. (ENAMETOOLONG) */
  uint32_t max_depth;
  /* Where the times of files come from, e.g. for reproducible runs; called with
     W2O_WASI_CLOCK_REALTIME, on any thread, and must not use the tree. NULL:
     the host's clock. */
  w2o_wasi_clock clock;
  void *clock_context;
} w2o_wasi_fs_config;

/* An empty tree. NULL as `config` means all defaults. NULL when memory is
   exhausted or `max_bytes` is too small for a root. */
W2O_API w2o_wasi_fs *w2o_wasi_fs_new(const w2o_wasi_fs_config *config);
/* Gives up the host's reference. NULL is allowed. */
W2O_API void w2o_wasi_fs_delete(w2o_wasi_fs *fs);

/* What of the limits is used. */
typedef struct w2o_wasi_fs_usage {
  uint64_t bytes;
  uint32_t nodes; /* The root included, and removed files that are open. */
  uint32_t open;
} w2o_wasi_fs_usage;
/* From any thread, also while guests use the tree. */
W2O_API w2o_wasi_fs_usage w2o_wasi_fs_get_usage(w2o_wasi_fs *fs);

/*===---------------------------- Filling ---------------------------------===*/

/* Makes a directory, and those on the way to it. One that exists is fine. */
W2O_API bool w2o_wasi_fs_add_dir(w2o_wasi_fs *fs, const char *path,
                                 w2o_error *error);
/* Makes a file with a copy of `size` bytes, and the directories on the way.
   It appears complete. A file or link of that name is replaced: who has it
   open keeps the old one. */
W2O_API bool w2o_wasi_fs_add_file(w2o_wasi_fs *fs, const char *path,
                                  const void *bytes, size_t size,
                                  w2o_error *error);
/* The same without a copy. The bytes must not change until `release` is called
   with `context`, on any thread: when the file is gone and nobody has it open.
   They are never written to; a guest that writes to the file gets copies of
   the pieces that it changes. `release` may be NULL, and is not called when
   this fails. */
W2O_API bool w2o_wasi_fs_lend_file(w2o_wasi_fs *fs, const char *path,
                                   const void *bytes, size_t size,
                                   void (*release)(void *context),
                                   void *context, w2o_error *error);
/* Makes a symbolic link, and the directories on the way. The target is relative
   to the link's directory and must not begin with a slash. */
W2O_API bool w2o_wasi_fs_add_link(w2o_wasi_fs *fs, const char *target,
                                  const char *path, w2o_error *error);
/* Removes a file, a link, or a directory with everything below it; the root is
   emptied. What guests have open stays open, without a name. */
W2O_API bool w2o_wasi_fs_remove(w2o_wasi_fs *fs, const char *path,
                                w2o_error *error);

/*===---------------------------- Looking ---------------------------------===*/

typedef enum w2o_wasi_fs_type {
  W2O_WASI_FS_FILE,
  W2O_WASI_FS_DIR,
  W2O_WASI_FS_LINK
} w2o_wasi_fs_type;

typedef struct w2o_wasi_fs_status {
  w2o_wasi_fs_type type;
  uint32_t links;         /* Names of a file. */
  uint64_t size;          /* Bytes of a file or of the target of a link. */
  uint64_t modified_time; /* Nanoseconds since 1970. */
} w2o_wasi_fs_status;

/* A link at the end of the path is not followed. */
W2O_API bool w2o_wasi_fs_get_status(w2o_wasi_fs *fs, const char *path,
                                    w2o_wasi_fs_status *status,
                                    w2o_error *error);
/* Copies at most `capacity` bytes of a file from `offset` on, and stores how
   many there were in `size`: less than `capacity` at the end of the file. The
   length of a file is what a guest says, up to max_file_size. */
W2O_API bool w2o_wasi_fs_read(w2o_wasi_fs *fs, const char *path,
                              uint64_t offset, void *buffer, size_t capacity,
                              size_t *size, w2o_error *error);
/* The target of a link, terminated; it must fit into `buffer` of `capacity`
   bytes. 4096 are always enough. */
W2O_API bool w2o_wasi_fs_read_link(w2o_wasi_fs *fs, const char *path,
                                   char *buffer, size_t capacity,
                                   w2o_error *error);

typedef struct w2o_wasi_fs_entry {
  char name[256]; /* Terminated. Bytes of the guest's choice, without a '/'. */
  w2o_wasi_fs_status status;
} w2o_wasi_fs_entry;

/* The next entry of a directory, in the order in which they were made. Begin
   with a cookie of 0. False at the end, then the kind of `error` is W2O_OK, or
   for an error. What is made or removed meanwhile does not disturb it:

     uint64_t cookie = 0;
     while (w2o_wasi_fs_next(fs, "out", &cookie, &entry, &error))
       puts(entry.name); */
W2O_API bool w2o_wasi_fs_next(w2o_wasi_fs *fs, const char *path,
                              uint64_t *cookie, w2o_wasi_fs_entry *entry,
                              w2o_error *error);

/*===----------------------- Giving it to guests --------------------------===*/

/* Gives the directory `path` of the tree, with everything below it, to the
   guest, which sees it as `guest_path`; see w2o_wasi_preopen_dir(). Takes one
   of max_open. The same tree may be mounted several times, with different
   rights. Links and renames between two trees fail (EXDEV). */
W2O_API bool w2o_wasi_preopen_fs(w2o_wasi *wasi, w2o_wasi_fs *fs,
                                 const char *path, const char *guest_path,
                                 bool read_only, w2o_error *error);

/* Gives a file of the tree to the guest as descriptor `guest_fd`: 0 (input; the
   file must exist) or 1 or 2 (output; made if it does not exist, and appended
   to). Takes one of max_open. */
W2O_API bool w2o_wasi_set_stream_file(w2o_wasi *wasi, int guest_fd,
                                      w2o_wasi_fs *fs, const char *path,
                                      w2o_error *error);

#ifdef __cplusplus
}
#endif

#endif /* WASM2OBJ_WASI_FS_H */
